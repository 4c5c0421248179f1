package dev.demitasse.systemtests;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Each test with a control plane and a browser of its own, and a folder beside them. */
@Tag("page")
abstract class PageTestBase {
    @TempDir
    Path folder;

    PageUnderTest test;

    @BeforeEach
    void serve() throws InterruptedException {
        test = new PageUnderTest(folder);
    }

    @AfterEach
    void end() {
        test.close();
    }
}
