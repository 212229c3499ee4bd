"""What happens when. The only room that knows Prefect."""
