"""Scripts that keep the repository in order; the tests import some of them."""
