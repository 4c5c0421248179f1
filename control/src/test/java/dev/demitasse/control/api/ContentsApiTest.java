package dev.demitasse.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.contents.Capability;
import dev.demitasse.contents.Component;
import dev.demitasse.contents.Contents;
import dev.demitasse.contents.ContentsFile;
import dev.demitasse.contents.ImageClass;
import dev.demitasse.contents.Origin;
import dev.demitasse.contents.Part;
import dev.demitasse.contents.Step;
import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.StateFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API tells of the inside of images; the image is one that the vault takes and nothing boots. */
final class ContentsApiTest {
    @TempDir
    private Path folder;

    private ApiUnderTest api;
    private int port;

    @BeforeEach
    void start() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        api = new ApiUnderTest(folder, new ControlPlane(StateFolder.take(folder.resolve("state")), target -> {
            throw new IllegalStateException("nothing runs here");
        }));
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = api.ask("GET", path, Role.VIEWER, new byte[0]);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    /** An image of that name in the vault: an ELF file with a manifest and nothing else; answers its digest. */
    private String image(String name) throws Exception {
        byte[] bytes = TinyImage.bytes(name);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        assertThat(api.ask("PUT", "/v1/images/" + digest, Role.OPERATOR, bytes).statusCode())
                .isEqualTo(201);
        return digest;
    }

    /** Contents of an image of that name. */
    private static Contents contents(String name, int port, ImageClass... classes) throws Exception {
        long bytes = List.of(classes).stream().mapToLong(ImageClass::bytes).sum();
        long size = TinyImage.bytes(name).length;
        return new Contents(
                size,
                List.of(port),
                List.of("dev.demitasse.drivers.VirtioNet"),
                List.of(
                        new Component(Origin.APPLICATION, "a:app", "1", "", "", List.of(), List.of(classes)),
                        new Component(Origin.LIBRARY, "a:unused", "1", "", "", List.of("MIT"), List.of())),
                List.of(new Part("file headers", size - bytes)),
                List.of(new Capability(Capability.REFLECTION, 1)),
                List.of(
                        new Step(-1, "the application's main", "a.Main.main(String[])"),
                        new Step(0, "calls", "a.Main.helper()")));
    }

    private void send(String digest, Contents contents) throws Exception {
        HttpResponse<String> answer =
                api.ask("PUT", "/v1/images/" + digest + "/contents", Role.OPERATOR, ContentsFile.toBytes(contents));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void an_image_whose_file_is_damaged_is_as_good_as_none_until_it_is_sent_again() throws Exception {
        String digest = image("one");
        String path = "/v1/images/" + digest;
        Path file = folder.resolve("state/images").resolve(digest);
        assertThat(get(path).path("digest").asText()).isEqualTo(digest);
        byte[] bytes = Files.readAllBytes(file);
        for (int at : new int[] {0, bytes.length - 1}) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.delete(file);
            Files.write(file, damaged);
            HttpResponse<String> answer = api.ask("GET", path, Role.VIEWER, new byte[0]);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("apply it again");
            image("one");
            assertThat(get(path).path("digest").asText()).isEqualTo(digest);
        }
        Files.delete(file);
        Files.write(file, new byte[0]);
        assertThat(api.ask("GET", path, Role.VIEWER, new byte[0]).statusCode()).isEqualTo(404);
    }

    @Test
    void contents_that_were_sent_are_told_by_size_and_add_up() throws Exception {
        String digest = image("one");
        send(digest, contents("one", 8080, new ImageClass("a.Main", 100, 10, 0), new ImageClass("a.b.C", 3, 0, 1)));

        JsonNode told = get("/v1/images/" + digest + "/contents");

        assertThat(told.path("size").asLong()).isEqualTo(TinyImage.bytes("one").length);
        JsonNode app = told.at("/components/0");
        assertThat(app.path("name").asText()).isEqualTo("a:app");
        assertThat(app.path("origin").asText()).isEqualTo("app");
        assertThat(app.path("bytes").asLong() + told.at("/other/0/bytes").asLong())
                .isEqualTo(told.path("size").asLong());
        assertThat(app.at("/packages/0/name").asText()).isEqualTo("a");
        assertThat(app.at("/packages/0/classes/0/name").asText()).isEqualTo("a.Main");
        assertThat(app.at("/packages/0/classes/0/bytes").asLong()).isEqualTo(110);
        assertThat(told.at("/components/1/reachable").asBoolean()).isFalse();
        assertThat(told.at("/ports/0").asInt()).isEqualTo(8080);
        assertThat(told.at("/drivers/0").asText()).isEqualTo("dev.demitasse.drivers.VirtioNet");
    }

    @Test
    void the_way_to_a_class_begins_at_main_and_a_name_that_is_not_there_is_answered_with_one_like_it()
            throws Exception {
        String digest = image("one");
        send(digest, contents("one", 8080, new ImageClass("a.Main", 100, 10, 1)));

        JsonNode told = get("/v1/images/" + digest + "/why?name=a.Main");

        assertThat(told.path("kind").asText()).isEqualTo("class");
        assertThat(told.at("/path/0/method").asText()).isEqualTo("a.Main.main(String[])");
        assertThat(told.at("/path/1/how").asText()).isEqualTo("calls");
        HttpResponse<String> missing =
                api.ask("GET", "/v1/images/" + digest + "/why?name=a.Mian", Role.VIEWER, new byte[0]);
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("a.Mian is not in the image");
    }

    @Test
    void the_difference_between_two_images_names_what_came() throws Exception {
        String before = image("one");
        send(before, contents("one", 8080, new ImageClass("a.Main", 100, 10, 0)));
        String after = image("two");
        send(after, contents("two", 9090, new ImageClass("a.Main", 100, 10, 0), new ImageClass("a.New", 1, 0, 0)));

        JsonNode told = get("/v1/images/" + after + "/diff?against=" + before);

        assertThat(told.path("from").asText()).isEqualTo(before);
        assertThat(told.path("to").asText()).isEqualTo(after);
        assertThat(told.at("/settings").toString())
                .isEqualTo("[{\"name\":\"name\",\"before\":\"one\",\"after\":\"two\"}]");
        assertThat(told.at("/classes/added").toString()).isEqualTo("[\"a.New\"]");
        assertThat(told.at("/ports/added").toString()).isEqualTo("[9090]");
        assertThat(told.at("/ports/removed").toString()).isEqualTo("[8080]");
        assertThat(told.at("/components/changed/0/name").asText()).isEqualTo("a:app");
        assertThat(told.at("/components/changed/0/after").asLong()).isEqualTo(111);
    }

    @Test
    void the_bill_of_materials_is_of_the_image() throws Exception {
        String digest = image("one");
        send(digest, contents("one", 8080, new ImageClass("a.Main", 100, 10, 0)));

        JsonNode told = get("/v1/images/" + digest + "/sbom");

        assertThat(told.path("specVersion").asText()).isEqualTo("1.6");
        assertThat(told.at("/metadata/component/name").asText()).isEqualTo("one");
        assertThat(told.at("/metadata/component/hashes/0/content").asText()).isEqualTo(digest);
    }

    @Test
    void contents_that_cannot_be_those_of_the_image_are_refused() throws Exception {
        String digest = image("one");
        String path = "/v1/images/" + digest + "/contents";
        byte[] ofAnother = ContentsFile.toBytes(contents("another", 1, new ImageClass("a.Main", 1, 0, 0)));

        assertThat(api.ask("PUT", path, Role.OPERATOR, ofAnother).body()).contains("the contents are of an image of");
        assertThat(api.ask("PUT", path, Role.OPERATOR, "no".getBytes(StandardCharsets.UTF_8)))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                .satisfies(answer -> assertThat(answer.body()).contains("holds no contents of an image"));
        assertThat(api.ask("PUT", path, Role.VIEWER, ofAnother).statusCode()).isEqualTo(403);
        assertThat(api.ask("GET", path, Role.VIEWER, new byte[0]))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(404))
                .satisfies(answer -> assertThat(answer.body()).contains("is not recorded"));
        String nowhere = "/v1/images/" + "0".repeat(64) + "/contents";
        assertThat(api.ask("PUT", nowhere, Role.OPERATOR, ofAnother).statusCode())
                .isEqualTo(404);
    }

    @Test
    void an_update_that_changes_more_than_it_may_is_refused_with_the_first_of_it_and_told_as_an_event()
            throws Exception {
        String before = image("one");
        send(before, contents("one", 8080, new ImageClass("a.Main", 100, 10, 0)));
        String after = image("two");
        assertThat(apply(before, "").statusCode()).isEqualTo(200);
        assertThat(apply(after, "").body())
                .contains("may-change cannot be checked, since what is inside " + after.substring(0, 12));
        send(after, contents("two", 9090, new ImageClass("a.Main", 101, 10, 0), new ImageClass("a.New", 1, 0, 0)));

        HttpResponse<String> refused = apply(after, "settings: [name]");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("s.yaml: the image " + after.substring(0, 12) + " differs from " + before.substring(0, 12)
                        + " in more than may-change of rollout lists: port 9090 is new; port 8080 is gone;"
                        + " class a.Main has machine code of another size; and 1 more; demi diff ");
        assertThat(get("/v1/services/s").path("image").asText()).isEqualTo("sha256:" + before);
        assertThat(get("/v1/events").toString()).contains("REFUSED", "an update by ann");
        HttpResponse<String> applied = apply(after, "settings: [name], components: [app], ports: [8080, 9090]");
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        HttpResponse<String> back = api.ask("POST", "/v1/services/s/rollback", Role.OPERATOR, new byte[0]);
        assertThat(back.statusCode())
                .as("what was wanted before may be wanted again")
                .isEqualTo(200);
    }

    private HttpResponse<String> apply(String digest, String mayChange) throws Exception {
        String yaml = """
                service: s
                image: sha256:%s
                ports: [{listen: %d, guest: 8080}]
                scale: {min: 0, max: 1}
                rollout: {may-change: {%s}}
                """.formatted(digest, port, mayChange);
        return api.ask("PUT", "/v1/services/s?file=s.yaml", Role.OPERATOR, yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void contents_are_still_there_after_a_restart() throws Exception {
        String digest = image("one");
        send(digest, contents("one", 8080, new ImageClass("a.Main", 100, 10, 0)));
        stop();
        start();

        assertThat(get("/v1/images/" + digest + "/contents")
                        .at("/components/0/name")
                        .asText())
                .isEqualTo("a:app");
    }
}
