"""Forms that send secrets to the API only, and views that show secrets from its answers.

No secret passes through the websocket, so none is in a state, a log or an address. The lock
screen and every signed-in page where a secret is typed or shown use these parts: `form.py` sends
a form, `fields.py` has the fields, `form_result.py` reads the result, `form_message.py` shows its
message, `secret_view.py` shows secrets that the API returns only once.
"""
