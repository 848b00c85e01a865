namespace ChatAspire.Lab.Lessons;

/// <summary>Presents a lesson in a terminal, item by item.</summary>
/// <param name="continues">Asks the user whether to run an item; false ends the lesson.</param>
/// <param name="begin">
/// Shows that an item is running, such as "3/12", until the result is disposed, because some commands take seconds.
/// </param>
internal sealed class LessonGuide(LessonScreen screen, Func<LessonItem, Task<bool>> continues, Func<string, IDisposable?> begin)
{
    /// <summary>Announces each item, asks whether to run it, runs it, and shows its output. A refusal ends the lesson.</summary>
    public async Task ShowAsync(Lesson lesson, LessonRun run, CancellationToken cancellation)
    {
        screen.Begin();
        foreach (var (number, item) in lesson.Items.Index())
        {
            screen.Announce(item, number + 1, lesson.Items.Count, run.Fill);
            if (!await continues(item))
            {
                return;
            }

            IReadOnlyList<LessonResult> results;
            using (begin($"{number + 1}/{lesson.Items.Count}"))
            {
                results = await run.RunAsync(item, cancellation);
            }

            screen.Show(item, results);
        }
    }
}
