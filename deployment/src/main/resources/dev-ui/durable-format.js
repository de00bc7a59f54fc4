/** Figures as people read them. No state, no document. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function bytes(n) {
    let unit = 0;
    let value = n;
    while (value >= 1024 && unit < UNITS.length - 1) {
        value /= 1024;
        unit++;
    }
    return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export function count(n) {
    return n.toLocaleString('en-US');
}

export function rate(perSecond) {
    if (perSecond > 0 && perSecond < 0.1) {
        return '< 0.1/s';
    }
    return `${perSecond >= 10 || perSecond === 0 ? Math.round(perSecond).toLocaleString('en-US') : perSecond.toFixed(1)}/s`;
}

export function age(millis) {
    const seconds = Math.max(0, Math.round(millis / 1000));
    if (seconds < 60) {
        return `${seconds} s`;
    }
    const minutes = Math.floor(seconds / 60);
    return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function plural(n, one, many) {
    return `${count(n)} ${n === 1 ? one : many}`;
}
