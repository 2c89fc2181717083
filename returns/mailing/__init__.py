"""The mails that Constat sends: which there are, to whom, and the outbox that delivers them."""
