package dev.demitasse.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * What {@link Unikernel} does. What is started for a test or a class is closed by JUnit with that test's or class's
 * store, whatever happens in between. Stateless but for where images come from.
 */
public final class UnikernelExtension implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(UnikernelExtension.class);

    private final Path home;
    private final Images images;

    /** The extension, with the images that {@code demi} uses, too. */
    public UnikernelExtension() {
        home = home();
        images = new BuiltImages(home);
    }

    /** The extension with other images. */
    UnikernelExtension(Path home, Images images) {
        this.home = home;
        this.images = images;
    }

    /** {@code ~/.demitasse}, or what the command {@code demi} is told to use. */
    private static Path home() {
        String named = System.getenv("DEMITASSE_HOME");
        return named == null || named.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".demitasse")
                : Path.of(named).toAbsolutePath();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        for (Field field : fields(context.getRequiredTestClass(), true)) {
            start(context, field, null);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        for (Object test : context.getRequiredTestInstances().getAllInstances()) {
            for (Field field : fields(test.getClass(), false)) {
                start(context, field, test);
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            return;
        }
        for (Object test : context.getRequiredTestInstances().getAllInstances()) {
            fields(test.getClass(), true).forEach(field -> show(field, null));
            fields(test.getClass(), false).forEach(field -> show(field, test));
        }
    }

    private void start(ExtensionContext context, Field field, @Nullable Object test) throws InterruptedException {
        Unikernel wanted =
                AnnotationSupport.findAnnotation(field, Unikernel.class).orElseThrow();
        if (!field.getType().isAssignableFrom(Running.class) || Modifier.isFinal(field.getModifiers())) {
            throw new ExtensionConfigurationException(
                    "%s has @Unikernel: its type must be RunningUnikernel, and it must not be final".formatted(field));
        }
        Running running = Running.start(wanted, images.of(wanted), home);
        context.getStore(NAMESPACE).put(field, running);
        try {
            field.setAccessible(true);
            field.set(test, running);
        } catch (IllegalAccessException e) {
            throw new ExtensionConfigurationException("cannot set " + field, e);
        }
    }

    /** On standard error, where test reports take it from. */
    private static void show(Field field, @Nullable Object test) {
        value(field, test)
                .ifPresent(running -> System.err.printf(
                        "console of the unikernel %s.%s, at the end of a test that failed:%n%s%n",
                        field.getDeclaringClass().getSimpleName(),
                        field.getName(),
                        running.console().stripTrailing().indent(4).stripTrailing()));
    }

    private static Optional<RunningUnikernel> value(Field field, @Nullable Object test) {
        try {
            field.setAccessible(true);
            return Optional.ofNullable((RunningUnikernel) field.get(test));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("was accessible when it was set", e);
        }
    }

    private static List<Field> fields(Class<?> type, boolean isStatic) {
        return AnnotationSupport.findAnnotatedFields(
                type,
                Unikernel.class,
                field -> Modifier.isStatic(field.getModifiers()) == isStatic,
                HierarchyTraversalMode.TOP_DOWN);
    }
}
