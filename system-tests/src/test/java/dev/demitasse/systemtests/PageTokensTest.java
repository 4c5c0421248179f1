package dev.demitasse.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.demitasse.systemtests.PageUnderTest.answer;
import static dev.demitasse.systemtests.PageUnderTest.button;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Who may come in, managed on the page by an admin. */
final class PageTokensTest extends PageTestBase {
    @Test
    void an_admin_makes_a_token_that_is_shown_once_lets_its_owner_in_and_is_of_no_use_once_revoked() throws Exception {
        Page page = test.signIn();
        test.visit(page, "tokens", "Tokens");
        assertThat(page.locator("tbody tr")).hasCount(1);
        button(page, "Create").click();
        page.getByLabel("Name").fill("zoe");
        page.getByLabel("Role").selectOption("viewer");
        page.getByLabel("Good for so many days").fill("7");
        answer(page, "Create").click();
        Locator shown = page.getByLabel("The token of zoe, which nobody can look up later");
        assertThat(shown).isFocused();
        String token = shown.inputValue();
        assertThat(token).startsWith("demi_");
        Locator zoe = page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText("zoe"));
        assertThat(zoe).containsText("viewer");
        assertThat(test.plane.demi("token", "list")).contains("zoe");

        Page hers = test.signIn(token, 1280, ColorScheme.LIGHT);
        assertThat(hers.getByText("Tokens", new Page.GetByTextOptions().setExact(true)))
                .hasCount(0);
        test.visit(hers, "tokens", "Tokens");
        assertThat(hers.getByText("This takes the role admin")).isVisible();
        // The token is nowhere once its view is left.
        test.visit(page, "services", "Services");
        test.visit(page, "tokens", "Tokens");
        assertThat(zoe).isVisible();
        assertThat(shown).hasCount(0);
        assertThat(page.content()).doesNotContain(token);
        assertThat(page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
                        .toString())
                .doesNotContain(token);

        zoe.getByText("Revoke").last().click();
        answer(page, "Revoke").click();
        assertThat(zoe).hasCount(0);
        assertThat(hers.getByLabel("Token")).isVisible(PageTest.LATER);
        String audit = Files.readString(test.plane.state().resolve("audit.jsonl"));
        assertThat(audit)
                .contains("\"POST\"", "/v1/tokens?name=zoe&role=viewer&validity=P7D", "\"DELETE\"")
                .doesNotContain(token);
        assertThat(test.browser.complaints(401, 403)).isEmpty();
    }

    @Test
    void the_last_token_of_an_admin_stays_and_the_page_says_why() throws Exception {
        Page page = test.signIn();
        test.visit(page, "tokens", "Tokens");
        page.locator("tbody tr").getByText("Revoke").last().click();
        answer(page, "Revoke").click();
        assertThat(page.getByText("this is the last token of an admin: make another first"))
                .isVisible();
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(test.browser.complaints(409)).isEmpty();
    }
}
