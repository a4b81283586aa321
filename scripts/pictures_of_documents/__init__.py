"""How the pictures of every document come about: the story that makes the documents, the pictures, and the page that shows them."""
