import { LitElement, html, css, nothing } from 'lit';
import { bytes, count, plural } from './durable-format.js';

const SAME_PLACE_PERCENT = 0.8;
const LABEL_PERCENT = 16;
const LABEL_ROWS_MAX = 6;

/** The segments of the log to scale, side by side, with the positions of the sinks. */
export class DurableSegments extends LitElement {

    static properties = {
        log: { type: Object },
        sinks: { type: Array },
        retired: { type: Array },
        _whole: { state: true }
    };

    static styles = css`
        .scale {
            display: flex;
            justify-content: space-between;
            align-items: center;
            flex-wrap: wrap;
            gap: var(--lumo-space-s);
            font-size: var(--lumo-font-size-s);
            color: var(--lumo-secondary-text-color);
            margin-bottom: var(--lumo-space-s);
        }
        .key { display: inline-flex; align-items: center; gap: 6px; margin-right: var(--lumo-space-m); }
        .swatch { width: 12px; height: 12px; border-radius: 2px; display: inline-block; }
        .done { background: var(--lumo-contrast-20pct); }
        .waiting { background: var(--lumo-primary-color); }
        .free { background: var(--lumo-contrast-5pct); box-shadow: inset 0 0 0 1px var(--lumo-contrast-10pct); }
        button {
            font: inherit;
            color: var(--lumo-primary-text-color);
            background: none;
            border: none;
            cursor: pointer;
            padding: 2px 4px;
            border-radius: 4px;
        }
        button:hover { background: var(--lumo-primary-color-10pct); }
        .bar {
            position: relative;
            height: 34px;
            display: flex;
            background: var(--lumo-contrast-5pct);
            border-radius: 5px;
            overflow: hidden;
        }
        .segment {
            position: relative;
            height: 100%;
            box-sizing: border-box;
            border-right: 2px solid var(--lumo-base-color);
            min-width: 0;
        }
        .segment:last-child { border-right: none; }
        .fill { position: absolute; top: 0; bottom: 0; transition: width 0.4s ease, left 0.4s ease; }
        .marks { position: relative; }
        .mark { position: absolute; top: 0; border-left: 2px solid var(--lumo-body-text-color); transition: left 0.4s ease; }
        .label {
            position: absolute;
            bottom: 0;
            left: 5px;
            white-space: nowrap;
            font-size: var(--lumo-font-size-xs);
            line-height: 1;
            color: var(--lumo-body-text-color);
        }
        .mark.left .label { left: auto; right: 5px; }
        .lsn { color: var(--lumo-secondary-text-color); font-variant-numeric: tabular-nums; }
        .ends {
            display: flex;
            justify-content: space-between;
            font-size: var(--lumo-font-size-xs);
            color: var(--lumo-secondary-text-color);
            font-variant-numeric: tabular-nums;
            margin-bottom: 3px;
        }
    `;

    constructor() {
        super();
        this._whole = false;
    }

    render() {
        const segments = this.log?.segments ?? [];
        if (segments.length === 0) {
            return html`<div class="scale">No segment yet.</div>`;
        }
        const drawn = this._place(segments);
        const passed = this._passed();
        return html`
            ${this._renderScale(segments)}
            <div class="ends"><span>LSN ${count(segments[0].firstLsn)}</span><span>${count(this.log.lastLsn)}</span></div>
            <div class="bar" role="img" aria-label="${plural(segments.length, 'segment', 'segments')}, positions of sinks: ${
                this.sinks.map(sink => `${sink.channel} ${sink.cursor}`).join(', ') || 'none'}">
                ${drawn.map(place => this._renderSegment(place, passed))}
            </div>
            ${this._renderMarks(drawn)}`;
    }

    _renderScale(segments) {
        const leftOut = this.log.segmentsTotal - segments.length;
        return html`<div class="scale">
            <span>
                <span class="key"><span class="swatch done"></span>acknowledged by every sink</span>
                <span class="key"><span class="swatch waiting"></span>to be published</span>
                ${this._whole ? html`<span class="key"><span class="swatch free"></span>free</span>` : nothing}
            </span>
            <span>
                ${leftOut > 0 ? `${plural(leftOut, 'older segment is', 'older segments are')} not drawn. ` : nothing}
                <button @click=${() => { this._whole = !this._whole; }}>
                    ${this._whole ? 'Show what is used' : 'Show whole files'}</button>
            </span>
        </div>`;
    }

    _renderSegment({ segment, width, used }, passed) {
        const done = fraction(segment, passed) * used;
        return html`<div class="segment" style="width:${width}%" title="${segment.file}: LSN ${count(segment.firstLsn)} to ${
                count(segment.lastLsn)}, ${bytes(segment.usedBytes)} of ${bytes(segment.sizeBytes)}${
                segment.active ? ', being written' : ''}">
            <div class="fill done" style="left:0;width:${done}%"></div>
            <div class="fill waiting" style="left:${done}%;width:${used - done}%"></div>
        </div>`;
    }

    _renderMarks(drawn) {
        const marks = arrange(this.sinks.map(sink => ({ name: sink.channel, lsn: sink.cursor, at: position(drawn, sink.cursor) }))
            .concat(this.retired.map(hold => ({ name: `${hold.channel} (no longer exists)`, lsn: hold.lsn - 1,
                at: position(drawn, hold.lsn - 1) }))));
        const rows = marks.reduce((most, mark) => Math.max(most, mark.row + 1), 0);
        return html`<div class="marks" style="height:${rows * 16 + 4}px">
            ${marks.map(mark => html`
                <div class="mark ${mark.at > 60 ? 'left' : ''}" style="left:calc(${mark.at}% - ${
                        mark.at > 60 ? 2 : 0}px);height:${mark.row * 16 + 16}px">
                    <span class="label">${mark.names.join(', ')} <span class="lsn">${count(mark.lsn)}</span></span>
                </div>`)}
        </div>`;
    }

    /** Everything up to here is acknowledged by every sink. */
    _passed() {
        const cursors = this.sinks.length > 0 ? this.sinks.map(sink => sink.cursor)
            : this.log.holds.filter(hold => hold.channel).map(hold => hold.lsn - 1);
        return cursors.length > 0 ? Math.min(...cursors) : 0;
    }

    /** Widths in percent of the bar; what is used of a segment in percent of the segment. */
    _place(segments) {
        const size = segment => this._whole ? segment.sizeBytes : Math.max(1, segment.usedBytes);
        const total = segments.reduce((sum, segment) => sum + size(segment), 0);
        let left = 0;
        return segments.map(segment => {
            const width = 100 * size(segment) / total;
            const place = { segment, left, width, used: this._whole ? 100 * segment.usedBytes / segment.sizeBytes : 100 };
            left += width;
            return place;
        });
    }
}

/** How much of the segment's records lie at or below the LSN, 0 to 1. */
function fraction(segment, lsn) {
    const records = segment.lastLsn - segment.firstLsn + 1;
    return records <= 0 ? 0 : Math.min(1, Math.max(0, (lsn - segment.firstLsn + 1) / records));
}

/** In percent of the bar: the end of the last record at or below the LSN. */
function position(drawn, lsn) {
    let at = 0;
    for (const { segment, left, width, used } of drawn) {
        if (lsn >= segment.firstLsn && segment.lastLsn >= segment.firstLsn) {
            at = left + width * (used / 100) * fraction(segment, lsn);
        }
    }
    return at;
}

/** Marks at one place share a label; labels that would overlap go below each other. */
function arrange(marks) {
    const groups = [];
    for (const mark of marks.sort((a, b) => a.at - b.at)) {
        const last = groups[groups.length - 1];
        if (last && mark.at - last.at < SAME_PLACE_PERCENT && mark.lsn === last.lsn) {
            last.names.push(mark.name);
        } else {
            groups.push({ names: [mark.name], lsn: mark.lsn, at: mark.at, row: 0 });
        }
    }
    groups.forEach((group, i) => {
        const taken = groups.slice(0, i).filter(other => group.at - other.at < LABEL_PERCENT).map(other => other.row);
        while (taken.includes(group.row) && group.row < LABEL_ROWS_MAX - 1) {
            group.row++;
        }
    });
    return groups;
}

customElements.define('durable-segments', DurableSegments);
