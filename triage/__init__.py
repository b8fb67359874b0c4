"""The call handlers' side: console and JSON API, thin over the verbs of `intake_store.desk`."""
