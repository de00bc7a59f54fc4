package io.quarkiverse.durable.runtime.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.spi.KeyProvider;
import io.quarkiverse.durable.wal.KeyRing;
import io.quarkiverse.durable.wal.testing.Keys;

/** Where keys come from, and which configurations are refused. No message has a key. */
class KeySourceTest {

    private static final String ONE = Base64.getEncoder().encodeToString(Keys.key(1));
    private static final String TWO = HexFormat.of().formatHex(Keys.key(2));
    private static final KeyProvider BEAN = () -> Keys.ring(5);

    @TempDir
    Path directory;

    /** What a configuration says; nothing to begin with. */
    private static final class Given {

        Optional<Boolean> enabled = Optional.empty();
        OptionalLong active = OptionalLong.empty();
        Map<Long, String> keys = Map.of();
        Optional<Path> file = Optional.empty();
        Optional<String> credentials = Optional.empty();
        Optional<String> credentialsBean = Optional.empty();
        boolean acceptPlaintext;

        KeyProvider source(KeyProvider... beans) {
            return KeySource.of(new KeySettings(enabled, active, keys, file, credentials, credentialsBean, acceptPlaintext),
                    List.of(beans));
        }

        void isRefused(String says, KeyProvider... beans) {
            assertThatThrownBy(() -> source(beans).keys()).isInstanceOf(DurableException.class)
                    .hasMessageContaining("DURABLE-0206").hasMessageContaining(says).hasMessageNotContaining(ONE)
                    .hasMessageNotContaining(TWO);
        }
    }

    private final Given given = new Given();

    private Path file(String permissions, String... lines) throws IOException {
        Path file = Files.createTempFile(directory, "keys", "");
        Files.write(file, List.of(lines));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        given.file = Optional.of(file);
        return file;
    }

    @Test
    void withoutAnythingTheLogIsNotEncrypted() {
        assertThat(given.source()).isNull();
    }

    @Test
    void aKeyOrABeanSwitchesItOnAndOneSettingOffAgain() {
        given.keys = Map.of(1L, ONE);
        assertThat(given.source()).isNotNull();
        given.enabled = Optional.of(false);
        assertThat(given.source()).isNull();
        Given bean = new Given();
        assertThat(bean.source(BEAN)).isSameAs(BEAN);
        bean.enabled = Optional.of(false);
        assertThat(bean.source(BEAN)).isNull();
    }

    @Test
    void itCannotBeOnWithoutASource() {
        given.enabled = Optional.of(true);
        given.isRefused("there is no key");
    }

    @Test
    void twoSourcesAreRefused() throws IOException {
        given.keys = Map.of(1L, ONE);
        given.isRefused("more than one source", BEAN);
        given.credentials = Optional.of("vault");
        given.isRefused("credentials-provider");
        given.keys = Map.of();
        file("rw-------", "1=" + ONE);
        given.isRefused("key-file");
        new Given().isRefused("more than one source", BEAN, BEAN);
    }

    @Test
    void aSettingThatHasNoEffectIsRefused() {
        given.active = OptionalLong.of(1);
        given.isRefused("active-key");
        given.isRefused("active-key", BEAN);
        Given plaintext = new Given();
        plaintext.acceptPlaintext = true;
        plaintext.isRefused("accept-plaintext");
        Given name = new Given();
        name.credentialsBean = Optional.of("vault");
        name.isRefused("credentials-provider-name");
        name.keys = Map.of(1L, ONE);
        name.isRefused("credentials-provider-name");
    }

    @Test
    void keysAreBase64OrHexadecimalAndTheHighestIsActiveUnlessAnotherIsChosen() {
        given.keys = Map.of(1L, ONE, 2L, TWO);
        KeyRing ring = given.source().keys();
        assertThat(ring.active()).isEqualTo(2);
        assertThat(ring.key(1)).isEqualTo(Keys.key(1));
        assertThat(ring.key(2)).isEqualTo(Keys.key(2));
        given.active = OptionalLong.of(1);
        assertThat(given.source().keys().active()).isEqualTo(1);
        given.active = OptionalLong.of(3);
        given.isRefused("no key 3");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "abc", "not base64 at all !", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ==",
            "zz02020202020202020202020202020202020202020202020202020202020202" })
    void whatIsNotAKeyIsRefusedWithoutShowingIt(String text) {
        given.keys = Map.of(3L, text);
        assertThatThrownBy(() -> given.source().keys()).isInstanceOf(DurableException.class).hasMessageContaining("key 3")
                .hasMessageContaining("32 bytes").hasNoCause()
                .satisfies(e -> assertThat(text.isEmpty() || !e.getMessage().contains(text)).isTrue());
    }

    @Test
    void anIdOutOfRangeIsRefused() {
        given.keys = Map.of(0L, ONE);
        given.isRefused("id 0");
        given.keys = Map.of(1L << 32, ONE);
        given.isRefused("id 4294967296");
    }

    @Test
    void aKeyFileIsReadAgainEachTime() throws IOException {
        Path file = file("rw-------", "# rotated yearly", "", "1=" + ONE);
        KeyProvider source = given.source();
        assertThat(source.keys().active()).isEqualTo(1);
        Files.write(file, List.of(" 1 = " + ONE, "2=" + TWO, "active=1"));
        assertThat(source.keys().ids()).containsExactly(1L, 2L);
        assertThat(source.keys().active()).isEqualTo(1);
        Files.write(file, List.of("2=" + TWO, "1=" + ONE));
        assertThat(source.keys().active()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = { "rw-r-----", "rw----r--", "rw--w----", "rw------x", "rwxrwxrwx", "rwx------" })
    void aKeyFileThatOthersMayUseIsRefused(String permissions) throws IOException {
        Path file = file(permissions, "1=" + ONE);
        given.isRefused(permissions);
        given.isRefused(file.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(given.source().keys().active()).isEqualTo(1);
    }

    @Test
    void aKeyFileThatIsNotOneIsRefused() throws IOException {
        given.file = Optional.of(directory.resolve("none"));
        given.isRefused("there is no file");
        file("rw-------");
        given.isRefused("has no key");
        file("rw-------", "1=" + ONE, ONE);
        given.isRefused("line 2");
        file("rw-------", "1=" + ONE, "1=" + TWO);
        given.isRefused("a second time");
        file("rw-------", "1=" + ONE, "activ=1");
        given.isRefused("line 2");
        file("rw-------", "1=" + ONE, "active=x");
        given.isRefused("active");
        file("rw-------", "x".repeat(1 << 20));
        given.isRefused("over");
        given.file = Optional.of(directory);
        assertThatThrownBy(() -> given.source().keys()).isInstanceOf(DurableException.class);
    }

    @Test
    void nothingShowsAKeyAsText() {
        given.keys = Map.of(1L, ONE);
        KeySettings settings = new KeySettings(given.enabled, given.active, given.keys, given.file, given.credentials,
                given.credentialsBean, false);
        assertThat(settings.toString()).contains("1").doesNotContain(ONE);
        assertThat(given.source().keys().toString()).contains("1").doesNotContain(ONE);
    }
}
