"""How often the judge is right: sets of statements with known answers, and the rates that follow from them."""
