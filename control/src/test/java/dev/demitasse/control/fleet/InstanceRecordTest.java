package dev.demitasse.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.control.service.Egress;
import dev.demitasse.control.service.SpecReader;
import dev.demitasse.control.service.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of instances, by this version and by those before. */
final class InstanceRecordTest {
    @TempDir
    private Path folder;

    private static Template template(String egress) {
        return SpecReader.read("s", "service: s\nimage: i\nports: [{listen: 1}]\n" + egress)
                .template();
    }

    @Test
    void it_is_read_as_it_was_written() throws IOException {
        for (String egress :
                new String[] {"", "egress: open", "egress: [\"db.internal:5432\", \"10.1.0.0/16:443/udp\"]"}) {
            var record = new InstanceRecord("s-1", "s", template(egress), Map.of(80, 4000), true);
            record.write(folder);
            assertThat(InstanceRecord.read(folder)).contains(record);
        }
    }

    @Test
    void one_of_before_there_were_lists_of_destinations_is_read_and_has_the_same_template() throws IOException {
        Files.writeString(folder.resolve("record.json"), """
                {"id": "s-1", "service": "s", "template": {"image": "i", "memory": null, "arguments": [],
                 "environment": {}, "secrets": {}, "egress": "OPEN"}, "ports": {"80": 4000}}
                """);
        InstanceRecord record = InstanceRecord.read(folder).orElseThrow();
        assertThat(record.template().egress()).isEqualTo(Egress.OPEN);
        assertThat(record.template().id()).isEqualTo(template("egress: open").id());
        assertThat(record.filtered()).isFalse();
    }
}
