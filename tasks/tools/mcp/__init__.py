"""Servers of tools that speak the Model Context Protocol: reached over stdio or HTTP, trusted in nothing."""
