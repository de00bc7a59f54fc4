import { QwcHotReloadElement, html } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { connectionState } from 'connection-state';
import { entities, sinks as routes } from 'build-time-data';
import '@vaadin/button';
import './durable-segments.js';
import './durable-curve.js';
import { age, bytes, count, plural, rate } from './durable-format.js';
import { styles } from './durable-styles.js';

const HISTORY_MAX = 120;
const RATE_SAMPLES = 5;
/** The server ends a stream after a minute. */
const RENEW_MILLIS = 50_000;
const SILENCE_MILLIS = 4_000;
const WATCH_MILLIS = 1_000;

const PHASES = {
    STARTING: ['Starting', 'wait'],
    RECOVERING: ['Recovering', 'wait'],
    WAITING_FOR_DATABASE: ['Waiting for the database', 'wait'],
    SERVING: ['Serving', 'good'],
    FAILED: ['Failed', 'bad'],
    STOPPED: ['Stopped', '']
};

/** The durable log, live: positions, segments, sinks, transactions in doubt. */
export class QwcDurableLog extends QwcHotReloadElement {

    static styles = styles;

    static properties = {
        _status: { state: true },
        _history: { state: true },
        stale: { type: Boolean, reflect: true }
    };

    constructor() {
        super();
        this._history = [];
        this.stale = false;
        this._onVisibility = () => document.hidden ? this._unsubscribe() : this._subscribe();
    }

    connectedCallback() {
        super.connectedCallback();
        this.jsonRpc = new JsonRpc(this, false);
        document.addEventListener('visibilitychange', this._onVisibility);
        this._watchdog = setInterval(() => this._watch(), WATCH_MILLIS);
        this._subscribe();
    }

    disconnectedCallback() {
        clearInterval(this._watchdog);
        document.removeEventListener('visibilitychange', this._onVisibility);
        this._unsubscribe();
        super.disconnectedCallback();
    }

    /** The application was restarted or the connection is back: its counters begin anew. */
    hotReload() {
        if (this.isConnected && this.jsonRpc) {
            this._history = [];
            this._subscribe();
        }
    }

    _subscribe() {
        this._unsubscribe();
        if (document.hidden) {
            return;
        }
        this._subscribedAt = this._heardAt = Date.now();
        this._observer = this.jsonRpc.watch()
            .onNext(response => this._hear(response.result))
            .onError(() => { this.stale = true; });
    }

    _unsubscribe() {
        this._observer?.cancel();
        this._observer = undefined;
    }

    /** Asks again before the server ends the stream, and when nothing was heard: another tab may have taken its number. */
    _watch() {
        if (!this._observer) {
            return;
        }
        const now = Date.now();
        const silent = now - this._heardAt > SILENCE_MILLIS;
        this.stale = silent || !connectionState.current?.isConnected;
        if (connectionState.current?.isConnected && (silent || now - this._subscribedAt > RENEW_MILLIS)) {
            this._subscribe();
        }
    }

    _hear(status) {
        this._heardAt = Date.now();
        this.stale = false;
        const published = status.sinks.reduce((sum, sink) => sum + sink.published, 0);
        const lag = status.sinks.reduce((most, sink) => Math.max(most, sink.lag), 0);
        const sample = { at: this._heardAt, committed: status.counts.committed, published, lag,
            bySink: Object.fromEntries(status.sinks.map(sink => [sink.channel, sink.published])) };
        this._history = [...this._history, sample].slice(-HISTORY_MAX);
        this._status = status;
    }

    render() {
        if (!this._status) {
            return html`<p class="quiet">Asking the application …</p>`;
        }
        const status = this._status;
        return html`
            <div class="live">
                ${this._renderHead(status)}
                ${status.notices.map(notice => this._renderNotice(notice))}
                ${entities.length === 0 && routes.length === 0 ? this._renderFirstSteps() : ''}
                ${status.log ? this._renderFigures(status) : ''}
                ${status.log ? this._renderSegments(status) : ''}
                ${this._renderSinks(status)}
                ${this._renderInDoubt(status)}
                ${this._renderEntities()}
            </div>`;
    }

    _renderHead(status) {
        const [name, look] = PHASES[status.phase] ?? [status.phase, ''];
        return html`<div class="head">
            <span class="phase ${look}">${name}</span>
            <span class="detail" aria-live="polite">${status.detail}${/[.!?]$/.test(status.detail) ? '' : '.'}</span>
            ${status.log ? html`<span class="identity">Log <code title="${status.log.logId}">${
                status.log.logId.substring(0, 8)}</code>, epoch ${status.log.epoch}</span>` : ''}
            ${this.stale ? html`<span class="identity">No answer from the application.</span>` : ''}
        </div>`;
    }

    _renderNotice(notice) {
        return html`<div class="notice ${notice.level}" role="${notice.level === 'ERROR' ? 'alert' : 'note'}">
            <span>${notice.text}</span>
            ${notice.restart ? html`<vaadin-button theme="primary error small"
                @click=${() => this.forceRestart('Restart, so that the durable log is opened again')}>Restart now</vaadin-button>` : ''}
        </div>`;
    }

    _renderFirstSteps() {
        return html`<section>
            <header><h3>Nothing is durable yet</h3></header>
            <p class="quiet">Put <code>@Durable</code> on an entity and consume the channel of its name:</p>
            <pre>@Entity
@Durable
public class Order { … }

@Incoming("Order")
Uni&lt;Void&gt; changed(ChangeEvent change) { … }</pre>
        </section>`;
    }

    _renderFigures({ log, counts, sinks }) {
        const resolved = counts.resolvedCommitted + counts.resolvedRolledBack;
        const lag = sinks.reduce((most, sink) => Math.max(most, sink.lag), 0);
        const segments = log.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
        const spare = log.segmentsTotal === log.segments.length ? log.diskBytes - segments : 0;
        return html`<div class="figures">
            ${figure('Last LSN', count(log.lastLsn), log.durableLsn >= log.lastLsn ? 'all of it durable'
                : `durable up to ${count(log.durableLsn)}`)}
            ${figure('First LSN kept', count(log.firstLsn), plural(Math.max(0, log.lastLsn - log.firstLsn + 1), 'record', 'records') + ' kept')}
            ${figure('On disk', bytes(log.diskBytes), plural(log.segmentsTotal, 'segment', 'segments')
                + (spare >= 65536 ? `, ${bytes(spare)} besides` : ''))}
            ${figure('Writes', log.directIo ? 'Direct I/O' : 'Buffered', log.directIo ? 'synchronous, past the page cache' : 'with fsync')}
            ${this._renderCurve(`Committed, ${rate(this._rate(sample => sample.committed))}`, count(counts.committed),
                this._deltas(sample => sample.committed), `${plural(counts.rolledBack, 'rollback', 'rollbacks')}`
                + (resolved > 0 ? `, ${count(resolved)} resolved` : ''))}
            ${this._renderCurve('Largest lag', count(lag), this._history.map(sample => sample.lag), 'last two minutes')}
        </div>`;
    }

    _renderCurve(name, value, values, more) {
        return html`<div class="figure">
            <div class="name">${name}</div><div class="value">${value}</div>
            <durable-curve .values=${values} .slots=${HISTORY_MAX} .label=${`${name}, last two minutes`}></durable-curve>
            <div class="more">${more}</div>
        </div>`;
    }

    _renderSegments({ log, sinks }) {
        return html`<section>
            <header><h3>Segments</h3><p>What is kept of the log, to scale, and where each sink is.${
                log.holds.length > 0 ? ` Kept from LSN ${count(log.holds[0].lsn)} on for ${holder(log.holds[0])}.` : ''}</p></header>
            <durable-segments .log=${log} .sinks=${sinks} .retired=${retired(log)}></durable-segments>
            <details>
                <summary>${plural(log.segmentsTotal, 'segment', 'segments')} as a table</summary>
                <table>
                    <tr><th>File</th><th class="n">First LSN</th><th class="n">Last LSN</th><th class="n">Records</th>
                        <th class="n">Used</th><th class="n">Size</th><th></th></tr>
                    ${[...log.segments].reverse().map(segment => html`<tr>
                        <td><code>${segment.file}</code></td>
                        <td class="n">${count(segment.firstLsn)}</td>
                        <td class="n">${segment.lastLsn < segment.firstLsn ? '–' : count(segment.lastLsn)}</td>
                        <td class="n">${count(Math.max(0, segment.lastLsn - segment.firstLsn + 1))}</td>
                        <td class="n">${bytes(segment.usedBytes)}</td>
                        <td class="n">${bytes(segment.sizeBytes)}</td>
                        <td class="grow">${segment.active ? html`<span class="badge">being written</span>` : ''}</td>
                    </tr>`)}
                </table>
            </details>
        </section>`;
    }

    _renderSinks({ sinks, log }) {
        const known = new Map(sinks.map(sink => [sink.channel, sink]));
        const rows = [...sinks.map(sink => sink.channel), ...routes.map(route => route.channel).filter(name => !known.has(name))];
        return html`<section>
            <header><h3>Sinks</h3><p>Every channel has its own cursor; one that fails does not hold up another.</p></header>
            ${rows.length === 0 ? html`<p class="quiet">None: nothing consumes what is captured, so nothing is published.</p>` : html`
            <table>
                <tr><th>Channel</th><th class="n">Cursor</th><th class="n">Lag</th><th class="n">In flight</th>
                    <th class="n">Published</th><th class="n">Retries</th><th>Last failure</th></tr>
                ${rows.map(name => this._renderSink(name, known.get(name)))}
            </table>`}
            ${log ? retired(log).map(hold => html`<p class="failure">Channel ${hold.channel} no longer exists, and the log keeps what it
                has not published, from LSN ${count(hold.lsn)} on. Bring it back, or give it up with
                <code>quarkus.durable.retired-sinks=${hold.channel}</code>.</p>`) : ''}
        </section>`;
    }

    _renderSink(name, sink) {
        const route = routes.find(each => each.channel === name);
        const target = !route ? '' : [route.connector, route.consumers > 0
            ? plural(route.consumers, 'consumer in this application', 'consumers in this application') : ''].filter(Boolean).join(' and ');
        const title = html`<td><b>${name}</b><span class="sub">${target ? `to ${target}` : ''}</span></td>`;
        if (!sink) {
            return html`<tr>${title}<td class="n">–</td><td class="n">–</td><td class="n">–</td><td class="n">–</td><td class="n">–</td>
                <td class="grow">not started</td></tr>`;
        }
        return html`<tr>${title}
            <td class="n">${count(sink.cursor)}</td>
            <td class="n"><span class="${sink.lag > 0 ? 'behind' : ''}">${count(sink.lag)}</span></td>
            <td class="n">${count(sink.inFlight)}</td>
            <td class="n">${count(sink.published)}<span class="sub">${rate(this._rate(sample => sample.bySink[name] ?? 0))}</span></td>
            <td class="n">${count(sink.retries)}</td>
            <td class="grow failure">${sink.lastFailure ?? html`<span class="quiet">none</span>`}</td>
        </tr>`;
    }

    _renderInDoubt({ inDoubt, inDoubtTotal, counts }) {
        const resolved = `Asked so far: ${plural(counts.resolvedCommitted, 'was', 'were')} committed, ${
            count(counts.resolvedRolledBack)} not.`;
        return html`<section>
            <header><h3>In doubt</h3><p>Transactions whose outcome only the database knows. ${resolved}</p></header>
            ${inDoubtTotal === 0 ? html`<p class="quiet">None.</p>` : html`
            <table>
                <tr><th class="n">Transaction</th><th>Datasource</th><th class="n">Slot</th><th class="n">Since</th>
                    <th class="n">Asked</th><th>Why</th></tr>
                ${inDoubt.map(each => html`<tr>
                    <td class="n">${count(each.transactionId)}</td><td>${each.datasource}</td><td class="n">${each.slot}</td>
                    <td class="n" title="${new Date(each.since).toISOString()}">${age(Date.now() - each.since)}</td>
                    <td class="n">${plural(each.attempts, 'time', 'times')}</td><td class="grow failure">${each.why}${
                        each.lastError ? html`; the last question ended with: ${each.lastError}` : ''}</td>
                </tr>`)}
            </table>
            ${inDoubtTotal > inDoubt.length ? html`<p class="quiet">and ${count(inDoubtTotal - inDoubt.length)} later ones.</p>` : ''}`}
        </section>`;
    }

    _renderEntities() {
        if (entities.length === 0) {
            return '';
        }
        const channels = new Set(routes.map(route => route.channel));
        return html`<section>
            <header><h3>Durable entities</h3></header>
            <table>
                <tr><th>Entity</th><th>Class</th><th>Channel</th></tr>
                ${entities.map(each => html`<tr><td><b>${each.entity}</b></td><td><code>${each.type}</code></td>
                    <td class="grow">${each.channel}${channels.has(each.channel) ? ''
                        : html`<span class="sub">has no sink: its changes are logged and not published</span>`}</td></tr>`)}
            </table>
        </section>`;
    }

    /** Per second, over the last few samples. */
    _rate(value) {
        const recent = this._history.slice(-RATE_SAMPLES);
        const first = recent[0];
        const last = recent[recent.length - 1];
        return recent.length < 2 ? 0 : 1000 * Math.max(0, value(last) - value(first)) / Math.max(1, last.at - first.at);
    }

    _deltas(value) {
        return this._history.slice(1).map((sample, i) => {
            const before = this._history[i];
            return 1000 * Math.max(0, value(sample) - value(before)) / Math.max(1, sample.at - before.at);
        });
    }
}

/** Cursors of channels that the application no longer has. */
function retired(log) {
    return log.holds.filter(hold => hold.channel && !routes.some(route => route.channel === hold.channel));
}

function holder(hold) {
    if (hold.channel) {
        return `channel ${hold.channel}`;
    }
    return hold.name === 'durable.outcomes' ? 'transactions whose outcome is not durable' : hold.name;
}

function figure(name, value, more) {
    return html`<div class="figure"><div class="name">${name}</div><div class="value">${value}</div><div class="more">${more}</div></div>`;
}

customElements.define('qwc-durable-log', QwcDurableLog);
