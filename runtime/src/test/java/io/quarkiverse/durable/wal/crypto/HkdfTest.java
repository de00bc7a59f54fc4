package io.quarkiverse.durable.wal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;

/** The test cases of RFC 5869 for SHA-256 with a salt. */
class HkdfTest {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void derivesAsInTheFirstTestCase() {
        assertThat(HEX.formatHex(Hkdf.derive(HEX.parseHex("0b".repeat(22)), HEX.parseHex("000102030405060708090a0b0c"),
                HEX.parseHex("f0f1f2f3f4f5f6f7f8f9"), 42)))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    @Test
    void derivesAsInTheSecondTestCaseWithMoreThanOneBlock() {
        assertThat(HEX.formatHex(Hkdf.derive(count(0x00, 80), count(0x60, 80), count(0xb0, 80), 82)))
                .isEqualTo("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                        + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
    }

    private static byte[] count(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }
}
