"""One module a platform, behind one contract. `connectors.contract` is the contract; `connectors.registry` the table."""
