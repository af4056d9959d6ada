"""An Instagram professional account over Graph v26.0 (Facebook Login), simulated."""
