"""The guided return: what customers see and do, through the link that was sent to them."""
