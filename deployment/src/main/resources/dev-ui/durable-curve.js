import { LitElement, html, svg, css } from 'lit';

const WIDTH = 240;
const HEIGHT = 36;

/** A small curve of the last minutes, on a scale from zero to its highest value. */
export class DurableCurve extends LitElement {

    static properties = {
        values: { type: Array },
        slots: { type: Number },
        label: { type: String }
    };

    static styles = css`
        :host { display: block; }
        svg { display: block; width: 100%; height: ${HEIGHT}px; }
        .line { fill: none; stroke: var(--lumo-primary-color); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
        .area { fill: var(--lumo-primary-color-10pct); stroke: none; }
        .base { stroke: var(--lumo-contrast-20pct); stroke-width: 1; vector-effect: non-scaling-stroke; }
    `;

    render() {
        const points = this._points();
        return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${this.label}">
            ${svg`<line class="base" x1="0" x2="${WIDTH}" y1="${HEIGHT - 0.5}" y2="${HEIGHT - 0.5}"></line>`}
            ${points.length > 1 ? svg`
                <polygon class="area" points="${points[0][0]},${HEIGHT} ${text(points)} ${WIDTH},${HEIGHT}"></polygon>
                <polyline class="line" points="${text(points)}"></polyline>` : ''}
        </svg>`;
    }

    _points() {
        const values = this.values ?? [];
        const highest = Math.max(1, ...values);
        const step = WIDTH / Math.max(1, this.slots - 1);
        return values.map((value, i) => [WIDTH - (values.length - 1 - i) * step, HEIGHT - 1 - (HEIGHT - 4) * value / highest]);
    }
}

function text(points) {
    return points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
}

customElements.define('durable-curve', DurableCurve);
