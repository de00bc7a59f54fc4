"""AES-256-GCM (decryption only) and HKDF with SHA-256 for read_log.py. Slow, and its time tells something of the key."""
import hmac
import struct


def times2(byte):
    return byte << 1 ^ (0x11B if byte & 128 else 0)


def make_sbox():
    powers, value = [], 1
    for _ in range(255):  # of 3, which generates the field
        powers.append(value)
        value ^= times2(value)
    box = [0x63] * 256
    for exponent, value in enumerate(powers):
        i = powers[-exponent % 255]  # the inverse
        spread = i ^ i << 1 ^ i << 2 ^ i << 3 ^ i << 4
        box[value] = (spread ^ spread >> 8) & 255 ^ 0x63
    return box


SBOX = make_sbox()


def round_keys(key):
    words, constant = [list(key[i:i + 4]) for i in range(0, 32, 4)], 1
    for i in range(8, 60):
        word = words[-1]
        if i % 8 == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= constant
            constant = times2(constant)
        elif i % 8 == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[-8], word)])
    return [sum(words[i:i + 4], []) for i in range(0, 60, 4)]


def aes(keys, block):
    state = [a ^ b for a, b in zip(block, keys[0])]
    for number, key in enumerate(keys[1:], 1):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < 14:
            mixed = []
            for i in range(16):
                column = state[i - i % 4:i - i % 4 + 4]
                own, after = column[i % 4], column[(i + 1) % 4]
                mixed.append(own ^ times2(own ^ after) ^ column[0] ^ column[1] ^ column[2] ^ column[3])
            state = mixed
        state = [a ^ b for a, b in zip(state, key)]
    return bytes(state)


def ghash(h, data):
    result = 0
    for i in range(0, len(data), 16):
        x, v, product = result ^ int.from_bytes(data[i:i + 16], "big"), h, 0
        for bit in range(127, -1, -1):
            if x >> bit & 1:
                product ^= v
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
        result = product
    return result


def gcm_open(key, nonce, additional, sealed):
    """The plain text; None if the tag does not check."""
    keys, text, tag = round_keys(key), sealed[:-16], sealed[-16:]
    lengths = struct.pack(">QQ", 8 * len(additional), 8 * len(text))
    hashed = ghash(int.from_bytes(aes(keys, bytes(16)), "big"),
                   additional + bytes(-len(additional) % 16) + text + bytes(-len(text) % 16) + lengths)
    mask = int.from_bytes(aes(keys, nonce + struct.pack(">I", 1)), "big")
    if not hmac.compare_digest((hashed ^ mask).to_bytes(16, "big"), tag):
        return None
    stream = b"".join(aes(keys, nonce + struct.pack(">I", 2 + i)) for i in range((len(text) + 15) // 16))
    return bytes(a ^ b for a, b in zip(text, stream))


def hkdf(key, salt, info, length):
    pseudorandom, out, last = hmac.digest(salt, key, "sha256"), b"", b""
    while len(out) < length:
        last = hmac.digest(pseudorandom, last + info + bytes([len(out) // 32 + 1]), "sha256")
        out += last
    return out[:length]
