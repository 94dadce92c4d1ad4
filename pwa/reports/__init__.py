"""Reports: what readers say is wrong with a listing. The only part of the project with a database."""
