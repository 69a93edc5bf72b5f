from flask_wtf import FlaskForm as FlaskForm
