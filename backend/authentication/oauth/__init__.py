"""Who others say somebody is: their endpoints and keys, the flow that asks them, and what of their word is believed."""
