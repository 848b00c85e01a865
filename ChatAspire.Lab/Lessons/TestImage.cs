namespace ChatAspire.Lab.Lessons;

/// <summary>
/// The chapter's <c>test-image</c>, with curl and an HTTP server on port 5000. The chapter builds it from files of its own; lessons build
/// it from the lab's test image.
/// </summary>
internal static class TestImage
{
    public const string Name = "test-image";

    /// <summary>Builds a shell condition that holds once the server answers.</summary>
    /// <param name="address">The container's address, or a placeholder for it.</param>
    public static string Answers(string address) => $"curl -so /dev/null --max-time 1 {address}:5000";

    // The server is in Perl, which is in Debian's smallest image and one package on Alpine. It exits on SIGTERM, so `docker stop` is quick.
    public static LessonLine Build(LessonPlace place, string host) => new(host,
        $$"""
        docker build -q -t {{Name}} - <<'END'
        FROM {{place.Image}}
        RUN ! command -v apk || apk add --no-cache curl iproute2 perl
        CMD ["perl", "-MIO::Socket::INET", "-e", "\
            $SIG{TERM} = sub { exit }; \
            $server = IO::Socket::INET->new(LocalPort => 5000, Listen => 5, ReuseAddr => 1) or die; \
            while ($client = $server->accept) { \
                while (<$client>) { last if /^\\s*$/ } \
                print $client qq(HTTP/1.0 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\nHello from the API\\n); \
                close $client \
            }"]
        END
        """)
    {
        InChapter = false,
    };
}
