"""One inbound message from arrival to commit."""
