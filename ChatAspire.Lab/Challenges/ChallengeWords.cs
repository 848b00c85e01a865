using System.Globalization;
using ChatAspire.Lab.Lessons;

namespace ChatAspire.Lab.Challenges;

/// <summary>The fixed texts of all challenges, in one language.</summary>
internal sealed class ChallengeWords
{
    /// <summary>The prefix of a value that is itself the key of a text: "kind-route".</summary>
    public const string KindPrefix = "kind-";

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> Texts = new()
    {
        ["en"] = EnglishWords.Texts,
        ["ja"] = JapaneseWords.Texts,
    };

    private readonly IReadOnlyDictionary<string, string> _texts;

    private ChallengeWords(string language) => _texts = Texts[language];

    /// <summary>The languages: "en" and "ja".</summary>
    public static IReadOnlyList<string> Languages => [.. LessonWords.All.Select(words => words.Language)];

    /// <summary>The language of the user's locale.</summary>
    public static string DefaultLanguage => LessonWords.Default;

    /// <summary>The keys of all texts in this language.</summary>
    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>Returns the texts in a language.</summary>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    public static ChallengeWords In(string language) => new(language);

    /// <summary>Formats the text of a key. A value that begins with <see cref="KindPrefix"/> is itself a key; its text is used.</summary>
    public string Say(string key, params IReadOnlyList<string> values) =>
        string.Format(
            CultureInfo.InvariantCulture,
            _texts[key],
            [.. values.Select(value => value.StartsWith(KindPrefix, StringComparison.Ordinal) ? _texts[value] : value)]);

    /// <summary>Formats a remark.</summary>
    public string Say(Remark remark) => Say(remark.Key, remark.Values);

    /// <summary>Formats a time span in minutes and seconds; below a minute, in seconds.</summary>
    public string Duration(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? Say("seconds", $"{time.Seconds}")
        : Say("minutes", $"{(int)time.TotalMinutes}", $"{time.Seconds}");
}
