"""How the shipped model was made, reproducibly: from folders of labelled texts to the files in `signals/model/`."""
