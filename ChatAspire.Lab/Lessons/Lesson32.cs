namespace ChatAspire.Lab.Lessons;

/// <summary>3-2: the same container under bridge, host and none.</summary>
internal static class Lesson32
{
    /// <summary>The commands a reader would type in the shell that the chapter opens.</summary>
    private const string Look = "hostname; ip -o -4 address; ip route; ping -c 1 -W 1 172.17.0.1";

    public static Lesson Create(LessonPlace place)
    {
        var host = place.A.Name;
        return new Lesson("3-2",
            new("bridge", new LessonLine(host, $"docker run --rm {place.Image} /bin/sh -c '{Look}'") { InChapter = false }),
            new("host", new LessonLine(host, "docker run --rm -it --network=host alpine /bin/sh")
            {
                Run = $"docker run --rm --network=host {place.Image} /bin/sh -c '{Look}'",
            }),
            new("none", new LessonLine(host, "docker run --rm -it --network=none alpine /bin/sh")
            {
                Run = $"docker run --rm --network=none {place.Image} /bin/sh -c '{Look}'",
                MayFail = true,
            }));
    }
}
