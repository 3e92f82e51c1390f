import java.util.Arrays;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Kafka Streams, exactly once (v2), two threads, a persistent store whose changelog is the fourth output. */
public final class Streams {
    static final String STORE = "cases";

    /** Looks up what the case was, keeps what it is now, passes the record on. */
    static final class Handle extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        private KeyValueStore<byte[], byte[]> cases;

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            super.init(context);
            cases = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            byte[] before = cases.get(record.key());
            if (before == null || !Arrays.equals(before, record.value())) {
                cases.put(record.key(), record.value());
            }
            context().forward(record);
        }
    }

    public static void main(String[] arguments) {
        String application = arguments[0], commands = arguments[1], folder = arguments[2];
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, System.getenv("HUB_KAFKA"));
        settings.put("security.protocol", System.getenv("HUB_KAFKA_SECURITY"));
        settings.put("sasl.mechanism", System.getenv("HUB_KAFKA_MECHANISM"));
        settings.put("sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
            + System.getenv("HUB_KAFKA_USERNAME") + "\" password=\"" + System.getenv("HUB_KAFKA_PASSWORD") + "\";");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 250);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        settings.put("auto.offset.reset", "earliest");
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray()));
        settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        KStream<byte[], byte[]> input = builder.stream(commands);
        KStream<byte[], byte[]> handled = input.process(Handle::new, STORE);
        for (int place = 3; place < arguments.length; place++) {
            handled.to(arguments[place]);
        }
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
    }
}
