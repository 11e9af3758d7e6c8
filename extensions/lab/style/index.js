import './base.css';
import './exercises.css';
import './panel.css';
import './cards.css';
import './notice.css';
