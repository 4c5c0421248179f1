package dev.demitasse.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.demitasse.systemtests.PageUnderTest.button;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of a control plane that follows a repository of somebody else's. */
final class PageOwnerTest extends PageTestBase {
    @Test
    void it_says_which_commit_is_wanted_and_offers_no_change_that_would_not_be_taken() throws Exception {
        Path owner = Files.createDirectory(folder.resolve("owner"));
        git(owner, "init", "-q", "-b", "main");
        Demi demi = Demi.shared();
        demi.succeed("build", "--target", "process", "-t", "page-hello:1", Demi.example("hello-http"));
        Path file = owner.resolve("hello.yaml");
        Files.writeString(file, test.yaml("page-hello:1", "scale: {min: 0, max: 1}\n"));
        git(owner, "add", ".");
        git(owner, "commit", "-q", "-m", "Say hello");
        String commit = head(owner);
        test.plane.restartWith("--repository", owner.toString(), "--repository-interval", "200ms");
        test.plane.awaitOutput("state    current", "repository");
        assertThat(test.plane.demi("repository")).contains("image    hello: page-hello:1, sha256:");

        Page page = test.signIn();
        assertThat(page.locator(".owned")).containsText(owner.toString());
        assertThat(page.locator(".owned")).containsText("commit " + commit);
        assertThat(link(page, "hello")).isVisible();
        assertThat(link(page, "Deploy")).hasCount(0);
        test.visit(page, "services/hello", "hello");
        assertThat(button(page, "Restart")).isVisible();
        assertThat(page.locator(".owned")).containsText("Changes are commits there.");
        assertThat(page.getByText("named page-hello:1")).isVisible();
        for (String gone : List.of("Scale", "Delete")) {
            assertThat(button(page, gone)).hasCount(0);
        }
        assertThat(link(page, "Edit")).hasCount(0);
        assertThat(Browser.barriers(page)).isEmpty();
        test.visit(page, "deploy", "Deploy");
        assertThat(page.locator(".owned")).isVisible();
        assertThat(page.locator("textarea")).hasCount(0);

        test.visit(page, "services", "Services");
        Files.writeString(file, "service: hello\n");
        git(owner, "commit", "-q", "-a", "-m", "Break it");
        assertThat(page.locator(".warning")).containsText("Commit " + head(owner) + " is not taken");
        assertThat(page.locator(".owned")).containsText("commit " + commit);
        demi.succeed("rm", "page-hello:1");
    }

    private static com.microsoft.playwright.Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static String head(Path folder) {
        return Tool.run("git", "-C", folder.toString(), "rev-parse", "HEAD").substring(0, 12);
    }

    private static void git(Path folder, String... words) {
        var command = new ArrayList<>(
                List.of("git", "-C", folder.toString(), "-c", "user.name=Ann", "-c", "user.email=ann@example.com"));
        command.addAll(List.of(words));
        Tool.run(command.toArray(String[]::new));
    }
}
