"""Secrets in the page: typed into forms that speak to the API alone, shown from its answers.

Nothing secret passes by the websocket, so none of it is in a state, a log or an address. The
lock screen is made of these parts, and so is every signed-in page where a secret is typed or
shown: `form.py` sends, `view.py` shows what is told once, `fields.py` asks, `outcome.py` reads
what came of it.
"""
