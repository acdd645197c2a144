"""What a close reads: the data contract, imports of any export, and the books that are held."""
