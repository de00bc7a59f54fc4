package io.quarkiverse.durable.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Made-up classes, compiled from text against the class path of the test. */
final class Compiled {

    private Compiled() {
    }

    /** @param sources text of each class by its qualified name */
    static Path into(Path directory, Map<String, String> sources) {
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((type, text) -> units.add(inMemory(type, text)));
        StringWriter problems = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
            Files.createDirectories(directory);
            List<String> options = List.of("-d", directory.toString(), "-proc:none", "-Xlint:none", "-classpath",
                    System.getProperty("java.class.path"));
            if (!compiler.getTask(problems, files, null, options, null, units).call()) {
                throw new IllegalStateException("The made-up classes do not compile: " + problems);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    static JavaFileObject inMemory(String type, String text) {
        URI uri = URI.create("memory:///" + type.replace('.', '/') + ".java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
