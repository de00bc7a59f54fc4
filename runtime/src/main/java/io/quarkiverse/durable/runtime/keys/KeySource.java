package io.quarkiverse.durable.runtime.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.spi.KeyProvider;
import io.quarkus.credentials.runtime.CredentialsProviderFinder;

/** Where the keys come from: a bean, or one of three ways to configure them. */
public final class KeySource {

    static final String PREFIX = "quarkus.durable.encryption.";

    private KeySource() {
    }

    /**
     * @return null when the log is not to be encrypted
     * @throws DurableException DURABLE-0206: there is no source or more than one, or a setting that has no effect
     */
    public static @Nullable KeyProvider of(KeySettings settings, List<KeyProvider> beans) {
        if (!settings.enabled().orElse(true)) {
            return null;
        }
        List<String> sources = sources(settings, beans);
        if (sources.size() > 1) {
            throw refused("there is more than one source of keys: " + String.join(", ", sources) + ". Keep one");
        }
        if (sources.isEmpty()) {
            if (settings.enabled().isPresent()) {
                throw refused(PREFIX + "enabled is true and there is no key. Set " + PREFIX + "keys.\"1\", " + PREFIX
                        + "key-file or " + PREFIX + "credentials-provider, or make a KeyProvider a bean");
            }
            refuse(settings.activeKey().isPresent(), "active-key");
            refuse(settings.credentialsProviderName().isPresent(), "credentials-provider-name");
            refuse(settings.acceptPlaintext(), "accept-plaintext");
            return null;
        }
        refuse(settings.credentialsProviderName().isPresent() && settings.credentialsProvider().isEmpty(),
                "credentials-provider-name");
        refuse(settings.activeKey().isPresent() && !beans.isEmpty(), "active-key");
        return beans.isEmpty() ? configured(settings) : beans.get(0);
    }

    private static List<String> sources(KeySettings settings, List<KeyProvider> beans) {
        List<String> sources = new ArrayList<>();
        beans.forEach(bean -> sources.add("a KeyProvider bean"));
        if (!settings.keys().isEmpty()) {
            sources.add(PREFIX + "keys");
        }
        settings.keyFile().ifPresent(file -> sources.add(PREFIX + "key-file"));
        settings.credentialsProvider().ifPresent(name -> sources.add(PREFIX + "credentials-provider"));
        return sources;
    }

    private static void refuse(boolean unused, String property) {
        if (unused) {
            throw refused(PREFIX + property + " has no effect with these settings. Remove it, or set what it belongs to");
        }
    }

    /** Reads its source again with each call. */
    private static KeyProvider configured(KeySettings settings) {
        if (settings.keyFile().isPresent()) {
            KeyFile file = new KeyFile(settings.keyFile().get());
            return () -> file.read().ring(settings.activeKey());
        }
        if (settings.credentialsProvider().isPresent()) {
            String name = settings.credentialsProvider().get();
            return () -> credentials(settings, name).ring(settings.activeKey());
        }
        Map<String, String> entries = new TreeMap<>();
        settings.keys().forEach((id, key) -> entries.put(Long.toString(id), key));
        return () -> KeyEntries.of(entries, PREFIX + "keys").ring(settings.activeKey());
    }

    private static KeyEntries credentials(KeySettings settings, String name) {
        Map<String, String> found = CredentialsProviderFinder.find(settings.credentialsProviderName().orElse(null))
                .getCredentials(name);
        Map<String, String> entries = new TreeMap<>(found);
        entries.keySet().removeIf(each -> !KeyEntries.isEntry(each));
        return KeyEntries.of(entries, "credentials provider \"" + name + "\"");
    }

    static DurableException refused(String what) {
        return new DurableException("DURABLE-0206", "The keys for the encryption of the log: " + what + ".");
    }
}
