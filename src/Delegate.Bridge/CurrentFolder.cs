namespace Delegate.Bridge;

/// <summary>The folder that a program was started in: it may have been deleted since.</summary>
internal static class CurrentFolder
{
    /// <summary>Its path; null when it is gone, which has been said on stderr.</summary>
    public static string? Find()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            Console.Error.WriteLine("error: The current folder does not exist any more.");
            Console.Error.WriteLine("hint: cd to one that does");
            return null;
        }
    }
}
