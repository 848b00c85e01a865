using System.Globalization;

namespace ChatAspire.Lab.Lessons;

/// <summary>Formats the place where a command runs: "host-a, terminal 1, not in the chapter's list".</summary>
internal static class LessonLocation
{
    public static string Of(LessonItem item, LessonLine command, LessonWords words)
    {
        var listening = item.Commands.Any(other => other.Listens is not null);
        string?[] parts =
        [
            command.Host,
            listening ? string.Format(CultureInfo.InvariantCulture, words.Terminal, command.Listens is null ? 2 : 1) : null,
            command.InChapter ? null : words.NotInChapter,
        ];
        return string.Join(words.Language == "ja" ? "、" : ", ", parts.Where(part => part is not null));
    }
}
