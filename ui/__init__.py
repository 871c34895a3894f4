"""What the officer sees: Qt Widgets. Nothing else imports PySide6."""
