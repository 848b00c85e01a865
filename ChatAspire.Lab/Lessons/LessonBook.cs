using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lessons;

/// <summary>The catalogue of lessons, by section of the chapter.</summary>
public static class LessonBook
{
    private static readonly SortedDictionary<string, Func<LessonPlace, Lesson>> Lessons = new(StringComparer.Ordinal)
    {
        ["3-1"] = Lesson31.Create,
        ["3-2"] = Lesson32.Create,
        ["3-3"] = Lesson33.Create,
        ["3-4"] = Lesson34.Create,
        ["3-5"] = Lesson35.Create,
        ["3-6"] = Lesson36.Create,
    };

    /// <summary>The sections: 3-1 … 3-6.</summary>
    public static IReadOnlyList<string> Sections => [.. Lessons.Keys];

    /// <summary>Creates a lesson for a lab.</summary>
    /// <param name="section">One of <see cref="Sections"/>.</param>
    /// <exception cref="UserErrorException">
    /// The lab uses a name, subnet, VNI or port that the lesson needs; the message names its JSON path in lab.json.
    /// </exception>
    public static Lesson Open(string section, LessonPlace place)
    {
        var lesson = Lessons[section](place);
        return LessonConflicts.Of(lesson, place) is { Count: > 0 } conflicts
            ? throw new UserErrorException(string.Join('\n', conflicts), "Run `down`, change the value in lab.json, then run `up`.")
            : lesson;
    }
}
