"""The seller's portal: its own cases, what arrives, what was found, what becomes of it, and who works there."""
