package dev.demitasse.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs an application as a unikernel for the tests of a class: {@snippet :
 * @Unikernel(ports = 8080)
 * static RunningUnikernel server;
 *
 * @Test
 * void greets() {
 *     URI page = URI.create("http://" + server.host() + ":" + server.port(8080) + "/");
 * }
 * }
 *
 * <p>For a static field it is started before the first test and stopped after the last; for any other field, before and
 * after each test. The application is built when its sources have changed since it was built last. Tests begin when all
 * ports are listened on, or without ports when {@code main} begins. The console is shown when a test fails.
 */
@Documented
@ExtendWith(UnikernelExtension.class)
@java.lang.annotation.Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Unikernel {
    /**
     * A jar, the folder of a Maven project or of classes, {@code group:artifact:version}, or an image; paths are relative
     * to the folder that tests run in, which is the project's with Maven and Gradle.
     */
    String app() default ".";

    /** What it runs as. */
    Target target() default Target.PROCESS;

    /** The main class, if the application names none. */
    String main() default "";

    /** TCP ports that it serves; each is forwarded from a free port of the loopback interface. */
    int[] ports() default {};

    /** Its memory, such as {@code 32M}; by default what the application's settings say, or 64M. */
    String memory() default "";

    /** Arguments of {@code main}. */
    String[] arguments() default {};

    /** Environment variables, each {@code NAME=value}. */
    String[] environment() default {};

    /** Whether to compile less well in less time, as {@code demi dev} does. */
    boolean quick() default false;

    /** The longest time from its start until it is ready, in seconds. */
    int readySeconds() default 60;
}
