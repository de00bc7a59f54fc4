package io.quarkiverse.durable.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

/** How long methods are, counted by the compiler's own parser. */
final class JavaLengths {

    private JavaLengths() {
    }

    /** Lines of a method from its first modifier or annotation to its closing brace. */
    record Method(String file, String name, int lines) {
    }

    /** @param sources text of each file by its name */
    static List<Method> of(Map<String, String> sources) {
        List<Method> methods = new ArrayList<>();
        if (sources.isEmpty()) {
            return methods;
        }
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((file, text) -> units.add(Compiled.inMemory(file.replaceAll("\\.java$", ""), text)));
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
            var task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, units);
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(new Lengths(unit, positions), methods);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return methods;
    }

    private static final class Lengths extends TreeScanner<Void, List<Method>> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;

        Lengths(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
        }

        @Override
        public Void visitMethod(MethodTree method, List<Method> found) {
            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
            long end = positions.getEndPosition(unit, method);
            if (end >= 0) {
                String file = unit.getSourceFile().toUri().getPath().substring(1);
                found.add(new Method(file, method.getName().toString(),
                        (int) (unit.getLineMap().getLineNumber(end) - first + 1)));
            }
            return super.visitMethod(method, found);
        }
    }
}
