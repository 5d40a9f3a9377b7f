"""What customers are offered, order, sign, get and give back. Nouns: Quote, Order, Contract, Delivery."""
