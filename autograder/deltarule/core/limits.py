"""Bounds, each with its reason; what a course may set is in course.toml."""

from dataclasses import dataclass

# What a course may set, in the section [limits] of its course.toml.


@dataclass(frozen=True)
class Limits:
    """What one submission may use while it is graded.

    Attributes:
        check_seconds: for each check.
        load_seconds: for running a submission's cells, before any check.
        submission_seconds: for all of a submission's code together.
        memory_mb: address space, in MiB.
        scratch_mb: written to files, in MiB.
        output_characters: kept of what is printed in any one check.
    """

    check_seconds: float = 10.0
    load_seconds: float = 20.0
    submission_seconds: float = 180.0
    memory_mb: int = 2048
    scratch_mb: int = 64
    output_characters: int = 2000


LEAST = {"memory_mb": 256, "check_seconds": 0.1, "load_seconds": 0.1, "submission_seconds": 1}
"""Limits below which no worker gets as far as a student's code: NumPy and a thread alone take 200 MiB of addresses."""

MOST = 10**9
"""Limits above this would be none: Linux can't be told the largest, and no machine has as much."""

MOST_POINTS = 10**6
"""That one check or question may count: sums of more lose what others count, and in the end are no numbers."""

# The values that a student's function may return.

MAX_DEPTH = 16
"""Containers nested deeper than this are opaque: no exercise returns one, and a list can hold itself."""

MAX_ITEMS = 100_000
"""Lists longer than this are opaque; arrays have no such bound."""

MAX_ALL_ITEMS = 10 * MAX_ITEMS
"""What lists in lists hold beyond this in all is opaque: they may be one and the same, many times over."""

MAX_INTEGER = 2**63 - 1
"""Integers beyond 64 bits are written as text: neither the wire nor an array has place for them."""

MAX_INTEGER_BITS = 2**20
"""Integers beyond this are opaque: factorials of tens of thousands have as many bits."""

MAX_FRACTION_BITS = 2**14
"""Parts of fractions beyond this are opaque, and decimals of as many digits: each has to be reduced to lowest terms."""

MAX_MOMENT = 64
"""Characters that a date or a time may be written in."""

MAX_ALIKE = 50
"""Items of a set, or keys of a dict, that hash alike: few ever do, and looking for one goes through all of them."""

MAX_FINGERPRINTED = 2**20
"""Of more numbers than these only the shapes count: no check asks for so many."""

MAX_ROUNDED_DIGITS = 4
"""Digits behind the point to which a result may be seen to be rounded; with more of them it is as good as right."""

MAX_KEPT_WEIGHTS = 2**14
"""A fingerprint's weights for vectors longer than this are drawn anew each time: a student chooses the lengths."""

MAX_HEARD = 2**20
"""Numbers that are kept of what helpers were asked while a function is asked again: the first call tells most."""

MAX_SEALED = 10_000
"""Answers to a question that are longer than this, in characters or numbers, count by a digest."""

MAX_SEALED_KEYS = 100
"""More answers than any question has parts: each takes a while to seal."""

MAX_PRINTED = 100_000
"""Characters of what a function prints that are looked at: no exercise asks for more."""

MAX_SHOWN = 60
"""Characters of a value that are shown in a message."""

# What is said of student code.

MAX_EXCEPTION_MESSAGE = 500
"""Characters kept of a message that a student's exception carries."""

MAX_OWN_WORDS = 120
"""Characters of it beside an explanation: enough to look it up by."""

MAX_EXCEPTION_NAME = 80
"""Characters kept of the name of an exception's class."""

MAX_FRAMES = 3
"""Lines of the student's code shown on the way to an exception: the innermost ones."""

MAX_MESSAGE = 6000
"""Characters kept of what a check says: a student's names, keys and texts may be of any length."""

MAX_BROKEN_RULES = 10
"""Places that are named, of all those where a rule is broken."""

MAX_BROKEN = 100
"""Cells and statements of a submission that broke, of which a worker tells the errors."""

# Calls that don't come back, in a self-check.

WATCH_SECONDS = 0.1
"""How often it is looked whether they are to end, or a debugger is at work: nobody steps through code in less."""

WATCHER_IDLE_SECONDS = 2.0
"""When the thread that looks goes away: the next call is mostly sooner than it could be begun anew."""

ASLEEP = 0.05
"""Who uses a smaller share of a processor than this sleeps; who waits for a busy one gets more."""

STALL_RETRY_SECONDS = 1.0
"""How long a call that is to end may take to, before it is told so again: no ``finally`` takes so long."""

MAX_STALL_ATTEMPTS = 20
"""How often it is told so: a bare ``except:`` in a loop catches what should end it, but for where it doesn't stand."""

STALL_GRACE_SECONDS = 0.3
"""How long a worker whose time is over may take to say where it was; then it is killed."""

AUTHORS_PATIENCE = 3
"""How often the time of a check an author's own functions may take for one question: what takes longer than a check may
would fail students, but on a slow machine, and an endless loop is to be told."""

DEMONSTRATIONS_SECONDS = 600.0
"""How long all demonstrations of a unit may take together: a student waits for each of them."""

AUTHORS_LOADING_SECONDS = 60.0
"""What importing a file of an author's may take: three times what a submission's cells may."""

MAX_QUESTIONS = 2000
"""What a check may ask of the solution, and how many cases it may draw for one question: one that goes on doesn't end.
Each is asked of some dozens of wrong versions, too."""

MANY_NUMBERS = 1_000_000
"""Numbers in the answers to one question, of which an author is told: some dozens of wrong versions are held against
them, and each kit carries them."""

MAX_QUOTED = 12
"""Numbers of an array that is an answer to a question, where it is quoted."""

# What a student's terminal shows.

MAX_LINE_WIDTH = 100
"""Columns of the widest line: longer ones aren't read, however wide the window is."""

MIN_LINE_WIDTH = 40
"""Columns that are filled even where a window is said to be narrower: words need them."""

MIN_LIKENESS = 0.7
"""How like a name what was typed for it must be: two letters in seven may be wrong."""

MAX_HINTS = 3
"""Hints on a function, from vague to concrete: a fourth would be the line itself."""

MAX_PRINTED_ROWS = 4
"""Rows that are shown of what a function printed."""

MAX_EXAMPLE_NUMBERS = 90
"""Numbers that a hand-sized example may hold, all its arrays together: a gradient's has many small ones."""

MIN_EXAMPLE_NUMBERS = 6
"""As many an example should hold: fewer show too little of what a function does."""

SAVE_LOOK_SECONDS = 0.05
"""How often files are looked at for changes, where nothing tells of them."""

SAVE_SETTLES_SECONDS = 0.02
"""How long a file is as it is before it counts as saved: many editors empty it first."""

# Mutants.

MUTANT_SECONDS = 5.0
"""For each check of a mutant, and for loading it: many a mutant never ends, and the solution takes less than one."""

# Mistakes derived from the solution.

MAX_DERIVED = 60
"""Changes that are derived from one function where names are measured."""

MAX_DERIVED_RECORDED = 16
"""Where a kit's answers are recorded: each is asked every question of its function's checks, which takes time."""

MAX_DERIVED_SEARCHED = 200
"""Where they are looked through in grading, as answers come that have no name: each is asked until it answers
otherwise, and all submissions share what it answered."""

MAX_DERIVED_BY_RULE = 4
"""As many by one rule before the other rules have had their turn."""

MAX_DERIVED_ROUNDS = 100_000
"""Rounds of a ``while`` in such a change, in one call: many a change never ends."""

# The cases of a check.

MAX_UNSTEADY_DRAWS = 100
"""Cases that are drawn before a check is said to ask for what rounding spoils."""

# Mistakes drafted from what students wrote.

MAX_DRAFTED = 4_000
"""Characters of a student's function that is held against the solution: four times as many as any solution has."""

MAX_DRAFTED_LINES = 4
"""Lines that the pieces of a drafted change have together: a function that differs in more is another one."""

MAX_COMPARED = 8
"""Students with the same answers whose functions are read for the one that is nearest to the solution."""

# Mistakes that are recorded beside the right answers.

MAX_PAIRS = 200
"""Pairs of listed mistakes of one function that are looked through: all of 20 mistakes. Each takes time in grading."""

MAX_DATA_BYTES = 16 * 2**20
"""Bytes of a unit's files of data together: they are handed to every worker, and stand in every kit."""

MAX_ILLUSTRATION_BYTES = 200 * 2**10
"""Bytes of a drawing or a picture in a unit's text: every notebook holds it, and every submission brings it back."""

MAX_ILLUSTRATIONS_BYTES = 1536 * 2**10
"""Bytes of all of a unit's: in base64 they fill half of what a sheet shows of a submission's text."""

# Reading what was handed in.

READING_SECONDS = 5.0
"""For whatever reads one file, in a process of its own: what people write takes a tenth of one."""

READING_MEMORY_MB = 1024
"""Address space of such a process: Python and its libraries take a tenth of it, a notebook of 32 MB a third."""

MAX_READ_AT_ONCE = 4
"""Files that are on their way to such processes: each may be of the largest size."""

MAX_FILE_BYTES = 32 * 2**20
"""Bytes of a file: a notebook may hold pictures, and no worker may write a larger one."""

MAX_CODE = 2**19
"""A notebook's code, or a file's, may not be larger than anybody could write: reading it takes a thousand times the
memory."""

MAX_MAGIC_CHARACTERS = 250_000
"""IPython reads a cell anew for every magic in it; where magics times characters are more in a notebook, they go."""

MAX_MAGIC_LINE = 1000
"""It searches a line from every character of it; cells with longer ones lose their magics."""

# The gradebook, and the pages that nbgrader makes of it.

DATABASE_LOCK_SECONDS = 30
"""How long to wait for another program that is writing in the gradebook."""

MAX_STUDENT_NAME = 128
"""Characters that a student's name may have in nbgrader's database."""

MAX_CELLS_KNOWN = 2048
"""Cells of which a process knows what they define: a few hundred are handed out in a course."""

MAX_STATEMENT_PIECES = 50
"""Lines at the margin of a file that one statement is looked for in, where the file can't be read: a long list's."""

MAX_TRIED_STATEMENTS = 1000
"""Tries to read such lines; what follows is left as it is."""

MAX_MET = 500
"""Calls of helpers that a recorded question knows to the last bit, of some KB each."""

MAX_REHEARSED = 2**20
"""Numbers in the answers and questions that a grader keeps of a unit, of functions that were asked with stand-ins."""

MAX_ANSWERED = 2**25
"""Bytes of what right versions answered, that a grader keeps of a unit; each answer counts ``ANSWER_SIZE`` besides."""

ANSWER_SIZE = 500
"""What the digest of a question and an answer without numbers take."""

MAX_PRECEDENTS = 2**22
"""Numbers in the answers that a grader keeps of a unit's checks, with what became of these."""

MAX_MET_TEXTS = 2**16
"""Texts of functions that a grader knows to have met, each once a check: a hundred for every check of the course."""

PRECEDENT_SIZE = 500
"""What a check's result and its sentences count, beside the numbers."""

MAX_KEPT_RECORDINGS = 100
"""Recordings that are kept from one build to the next, of less than a megabyte each: several courses of ten units."""
MAX_KEPT_NOTES = 1000
"""Digests, in files without content, of what was seen to be right."""

MAX_MAP_SIDE = 48
"""Rows and columns of a result whose map is shown: a larger one is no longer taken in at a glance."""

MAX_OWN_CELLS = 500
"""Cells of the student's own that are shown; a page can take no more."""

MAX_CODE_SHOWN = 100_000
"""Characters of a code cell that are shown."""

MAX_POINTERS = 3
"""Cells that are pointed to as what may be an answer."""

MAX_QUOTE = 60
"""Characters of such a cell that are quoted."""

MAX_ANSWER_PARSED = 20_000
"""Characters of a code cell that may be an answer: nobody writes more of them, and parsing takes time."""

MAX_MARKDOWN = 10_000
"""Characters of a text cell that are rendered; what is longer is shown as it was typed."""

MAX_TEXT_SHOWN = 100_000
"""Characters that are shown of a text cell as they were typed."""

MAX_TAGS = 200
"""Tags of a text cell that are rendered: a browser, and the cleaner with it, opens some of them anew within others."""

MAX_OUTPUT_SHOWN = 20_000
"""Characters of an output that are shown."""

MAX_OUTPUTS_SHOWN = 20
"""Outputs of a cell that are shown: a loop may print or draw without end."""

MAX_PAGE_CHARACTERS = 2**20
"""Characters of all that a page shows of a submission, its pictures aside: marked up they are ten times as many."""

MAX_PAGE_PICTURES = 16 * 2**20
"""Characters of its pictures, in base64."""

MAX_HIGHLIGHTED = 20_000
"""Characters of a code cell that is coloured; what colours it takes the square of some texts' length."""

MAX_HIGHLIGHTED_LINE = 500
"""Characters of a line of such a cell, for the same reason."""

MAX_PAGE_HIGHLIGHTED = 100_000
"""Characters of a page's code that are coloured: a unit's whole solution has a third."""

MAX_SHEET_CHARACTERS = 4 * 2**20
"""Characters of their texts; what is beyond is left out."""

MAX_SHEET_CELLS = 6_000
"""Cells of a notebook that are looked at when it is shown; nobody writes more."""

MAX_PICTURE = 2 * 2**20
"""Characters of a picture, in base64, that is shown: a page holds those of all its cells."""

MAX_EXCERPT_LINES = 80
"""Lines of a function that are shown beside what was found in it; the solutions' longest have half as many."""

MAX_EXCERPT_LINE = 200
"""Characters of such a line."""

MAX_PAGE_PRINTED = 4_000
"""Characters of what a function printed that a feedback page shows: what is longer is a loop's."""

MAX_PAGE_NAME = 200
"""Bytes of a student's name that a page is called by: file systems have names of 255, and a little is added."""

# Notebooks that nbgrader runs in workers.

MAX_PLAIN_CHARACTERS = 4 * 2**20
"""Characters of a notebook's texts: a course's own data may be in them, and nbgrader goes over them a dozen times."""

MAX_PLAIN_CELLS = 5_000
"""Its cells, for the same reason."""

MAX_TAGS_OF_CELL = 50
"""Tags of a cell that are kept: nobody uses more than a few."""

MAX_GRADE_ID = 255
"""Characters of a cell's name: nbgrader's database has no longer ones."""

MAX_KERNEL_NAME = 200
"""Characters of what a notebook says of its language."""

MAX_FRESH_STARTS = 5
"""Workers that a notebook has after its first: each runs the cells before the one that ended the last one again."""

NOTEBOOK_SECONDS = 600.0
"""For all cells of a notebook of any nbgrader course together, those that are run again included: as long as twenty
that run into nbgrader's own limit for a cell."""

MAX_NOTEBOOK_OUTPUTS = 5_000
"""Things that all cells of a notebook show together: each is checked against the notebook format's schema."""

MAX_NOTEBOOK_OUTPUT_BYTES = 16 * 2**20
"""Bytes of them: they are in the grader's memory several times over, as text, as objects and as a file, and so are
those of the notebooks that are run ahead."""

MAX_OUTPUT_STRUCTURE = 200_000
"""Lists and mappings in what a notebook displays: as objects each takes a hundred times its bytes."""

MAX_ESSENTIAL = 2_000
"""Characters kept of an exception, or of a value, where a notebook shows too much already: a mark may rest upon it."""

NOTEBOOK_SCRATCH_MB = 256
"""For the files that are handed to a notebook and for what it writes, in MiB."""

MAX_COMPANIONS_BYTES = 60 * 2**20
"""Bytes of all files beside a notebook together: they cross in one frame."""

MAX_COMPANIONS = 2_000
"""Files beside a notebook: as many as a worker may have in its folder."""

# What a download may hold.

MAX_DOWNLOAD_FILES = 500_000
"""Files in it: more than any course hands in."""

MAX_ARCHIVE_FILES = 5_000
"""Files in an archive of a student's own: it may hold what a project folder holds, not a disk."""

MAX_ARCHIVES = 5
"""Archives of one student's that are opened: more are no homework."""

MAX_STUDENT_BYTES = 4 * MAX_FILE_BYTES
"""Unpacked, for any one student, whatever it takes to find their file."""

MAX_UNPACKED_RATIO = 200
"""Unpacked to packed: a notebook reaches 20, a bomb 1000."""

MIN_SUSPICIOUS_BYTES = 2**20
"""Below this no ratio is suspicious."""

MAX_PATH = 1_000
"""Characters of a file's path in an archive: file systems have names of 255 bytes."""

MAX_FOLDER_DEPTH = 32
"""Folders above a file in an archive, and how deep an unpacked one is searched."""

MAX_TOLD = 300
"""Characters kept of a name or an address that a system tells."""

MAX_FOLDER_NAME = 60
"""Characters of a student's folder's name: each may take four bytes of the 255 that file systems have."""

MAX_RECEIPT = 2**20
"""Bytes of the file that says where a submission came from; a larger one isn't ours."""

MAX_TIMESTAMP = 200
"""Bytes that a time may be written in, alone in a file or in a cell: it is one short line."""

# The door: what a worker and its grader send each other.

MAX_FRAME_HEADER = 16 * 2**20
"""Bytes of a frame's header that a grader sends, or a notebook's worker: a submission's code, a cell's outputs."""

MAX_FRAME_BUFFERS = 64 * 2**20
"""Bytes of the arrays in a frame, or of a notebook's files; no axis of an array is longer."""

MAX_ANSWER_HEADER = 2 * 2**20
"""What a student's function returns and says has a smaller header: many times as much is needed to read it."""

MAX_ANSWER_BUFFERS = 16 * 2**20
"""So has it fewer bytes of arrays: a check computes with copies of them."""

MAX_ANSWER_NUMBERS = 2**20
"""Numbers in its arrays, of whatever dtype: checks compute with them as floats of eight bytes."""

ITEM_WEIGHT = 8
"""As so many numbers counts each item of a list or a dict: it is an object of its own, and so is what is made of it."""

MAX_CALLBACK_NUMBERS = 2**17
"""As many may go into a call of one of the grader's functions, which may make several times as many of them."""

MAX_CALLBACK_BUFFERS = 2**20
"""What it calls the grader's functions with, fewer still: they compute with it on the grader's side."""

MAX_AXES = 8
"""Axes of an array: no exercise has more than four, and NumPy's own bound differs from version to version."""

MAX_OUTPUTS = 10_000
"""Things that a notebook's cell shows: each becomes an object on the grader's side."""

MAX_OUTPUT_BYTES = 8 * 2**20
"""Bytes of outputs, pictures and all, in one cell: they cross in one header."""

MAX_TRACEBACK = 100_000
"""Characters of one exception and its traceback in a notebook."""

# The door: what a worker may take, beside what a course sets.

MAX_PROCESSES = 512
"""Threads of a worker's: NumPy and matplotlib start a few."""

MAX_DESCRIPTORS = 64
"""Files that a worker has open at once."""

MAX_SCRATCH_FILES = 2000
"""Files and folders in a worker's folder: more than any submission needs, and few enough to look through."""

LOOK_SECONDS = 0.2
"""How long a worker may write unseen."""

MAX_HELD_UP_SECONDS = 60.0
"""How far a worker's deadline is put off at most because its grader had other things to do."""

MAX_KEPT_WAITING = 30
"""A worker that waits for a processor isn't charged for that, until it has taken so many times what it may use."""

INTERRUPT_GRACE_SECONDS = 4.0
"""How long a cell that ran out of time may take to end when it is interrupted; then its worker is killed."""

MAX_GRADERS_LOST = 10
"""Graders that may end by themselves, one after the other, before they are ready."""

MAX_LOST_ALONE = 4
"""Graders that may end while they grade a submission alone, before it is taken to be the reason, and set aside."""

MAX_ASKED_AGAIN = 2
"""How often what a signal has ended is done once more: an operator's or the system's, or its own, which comes again."""

START_SECONDS = 60.0
"""How long a zygote may take to load NumPy, matplotlib and IPython: a cold disk is slow."""

COLLECT_AFTER = 20_000
"""Objects that are made while submissions are graded, and not let go, before Python looks for garbage among them."""

FIRST_MARK_SECONDS = 1.0
"""For how long one grader that is ready has the machine for itself, if there is no mark before."""

CLOSE_SECONDS = 5.0
"""How long a zygote may take to end once its grader has hung up; then it is killed."""

END_SECONDS = 1.0
"""How long a worker that hung up may take to end by itself, so that its status is its own."""

# The door: what the doctor tries.

TRIED_MEMORY_MB = 2048
"""Memory that no submission needs."""

OUTLIVED_SECONDS = 3.0
"""How long a connection that a process was left behind with may stay open before it counts as left."""
