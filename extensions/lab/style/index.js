import './base.css';
import './panel.css';
import './cards.css';
import './notice.css';
import './exercises.css';
