"""The way to core banking: what was decided and paid goes out, what was paid back comes in, each exactly once."""
