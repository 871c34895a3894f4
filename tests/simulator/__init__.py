"""The simulator: officers at their desks, a line that cannot be trusted, and computers that die at any moment.

Everything in it is real but the people: the client with its encrypted stores, the API in a process of its own,
its database. What happens when is drawn from a seed.
"""
