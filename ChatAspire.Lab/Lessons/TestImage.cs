namespace ChatAspire.Lab.Lessons;

/// <summary>
/// The chapter's <c>test-image</c>: a container with curl that also answers HTTP on port 5000. The book builds it from
/// files that come with it; here it is made from the lab's own test image.
/// </summary>
internal static class TestImage
{
    public const string Name = "test-image";

    /// <summary>Answers once it has begun to listen.</summary>
    /// <param name="address">The container's.</param>
    public static string Answers(string address) => $"curl -so /dev/null --max-time 1 {address}:5000";

    // Perl is in Debian's smallest image, and one package on Alpine. It ends at SIGTERM, so that `docker stop` need not wait.
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
