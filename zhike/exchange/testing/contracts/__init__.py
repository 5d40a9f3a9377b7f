"""What every noun keeps for being imported and exported; a suite imports these modules beside those of the kit."""
