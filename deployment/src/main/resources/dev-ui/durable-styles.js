import { css } from 'lit';

/** The look of the page, in the variables of the theme. */
export const styles = css`
    :host {
        display: block;
        padding: 0 var(--lumo-space-m) var(--lumo-space-l) var(--lumo-space-m);
        color: var(--lumo-body-text-color);
        max-width: 1280px;
    }
    :host([stale]) .live { opacity: 0.45; }
    .live { transition: opacity 0.3s; display: flex; flex-direction: column; gap: var(--lumo-space-m); }
    .head { display: flex; align-items: center; gap: var(--lumo-space-m); flex-wrap: wrap; }
    .phase {
        font-weight: 600;
        border-radius: 999px;
        padding: 4px 14px;
        color: var(--lumo-base-color);
        background: var(--lumo-contrast-60pct);
    }
    .phase.good { background: var(--lumo-success-color); }
    .phase.wait { background: var(--lumo-warning-color, hsl(38, 92%, 42%)); }
    .phase.bad { background: var(--lumo-error-color); }
    .detail { flex: 1; min-width: 240px; }
    .identity { color: var(--lumo-secondary-text-color); font-size: var(--lumo-font-size-s); }
    code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.92em; }
    .notice {
        display: flex;
        align-items: center;
        gap: var(--lumo-space-m);
        border-left: 4px solid var(--lumo-contrast-40pct);
        background: var(--lumo-contrast-5pct);
        border-radius: 4px;
        padding: var(--lumo-space-s) var(--lumo-space-m);
        line-height: 1.45;
    }
    .notice span { flex: 1; }
    .notice.WARNING { border-color: var(--lumo-warning-color, hsl(38, 92%, 42%)); }
    .notice.ERROR { border-color: var(--lumo-error-color); background: var(--lumo-error-color-10pct); }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: var(--lumo-space-s); }
    .figure, section {
        border: 1px solid var(--lumo-contrast-10pct);
        border-radius: 6px;
        background: var(--lumo-base-color);
    }
    .figure { padding: var(--lumo-space-s) var(--lumo-space-m); min-width: 0; }
    .figure .name { color: var(--lumo-secondary-text-color); font-size: var(--lumo-font-size-s); }
    .figure .value {
        font-size: var(--lumo-font-size-xl);
        font-weight: 600;
        line-height: 1.4;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
    }
    .figure .more { color: var(--lumo-secondary-text-color); font-size: var(--lumo-font-size-xs); min-height: 1.4em; }
    section { padding: var(--lumo-space-s) var(--lumo-space-m) var(--lumo-space-m) var(--lumo-space-m); overflow-x: auto; }
    section > header { display: flex; align-items: baseline; gap: var(--lumo-space-m); margin-bottom: var(--lumo-space-s); }
    h3 { margin: 0; font-size: var(--lumo-font-size-m); }
    header p, .quiet { margin: 0; color: var(--lumo-secondary-text-color); font-size: var(--lumo-font-size-s); }
    table { border-collapse: collapse; width: 100%; font-size: var(--lumo-font-size-s); }
    th {
        text-align: left;
        font-weight: 500;
        color: var(--lumo-secondary-text-color);
        border-bottom: 1px solid var(--lumo-contrast-20pct);
        padding: 4px 14px 4px 0;
        white-space: nowrap;
    }
    td { border-bottom: 1px solid var(--lumo-contrast-5pct); padding: 6px 14px 6px 0; vertical-align: top; }
    tr:last-child td { border-bottom: none; }
    th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    td.grow { width: 100%; }
    td code, td .sub { white-space: nowrap; }
    td .sub { display: block; color: var(--lumo-secondary-text-color); font-size: var(--lumo-font-size-xs); }
    .behind { color: var(--lumo-warning-text-color, hsl(32, 100%, 36%)); font-weight: 600; }
    .failure { color: var(--lumo-error-text-color); overflow-wrap: anywhere; }
    .badge {
        border-radius: 4px;
        padding: 1px 7px;
        font-size: var(--lumo-font-size-xs);
        background: var(--lumo-primary-color-10pct);
        color: var(--lumo-primary-text-color);
    }
    details { margin-top: var(--lumo-space-s); }
    summary { cursor: pointer; color: var(--lumo-secondary-text-color); font-size: var(--lumo-font-size-s); }
    pre { background: var(--lumo-contrast-5pct); padding: var(--lumo-space-m); border-radius: 4px; overflow-x: auto; margin: 0; }
`;
