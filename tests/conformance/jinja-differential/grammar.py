# SPDX-License-Identifier: Apache-2.0
"""What the generated templates are made of: operators, filters, tests,
methods and their arguments, as tables.

A line is NAME, the type it is applied to, the type it gives, and its
parameters as NAME=TYPE, in order; a '?' after the type makes the parameter
optional and a '*' lets only its keyword be used.  A type is one of those
that expressions.py can make, or a list of literals between bars."""

FILTERS = """
abs number float
attr person any name=|'name'|'nope'|'keys'|
batch list iterator linecount=count fill_with=any?
capitalize string string
center string string width=width?
count sized integer
length sized integer
d any any default_value=any? boolean=boolean?
default any any default_value=any? boolean=boolean?
default missing any default_value=any? boolean=boolean?
dictsort stock list case_sensitive=boolean? by=|'key'|'value'|? reverse=boolean?
e any markup
escape any markup
forceescape any markup
filesizeformat number string binary=boolean?
first list any
first string string
last list any
last string string
float any float default=float?
int any integer default=integer? base=|2|8|10|16|?
format formatted string one=any
groupby people list attribute=|'city'|'age'|'on'|'address.zip'|'nope'| default=|'none'|0|?* case_sensitive=boolean?*
indent string string width=|0|2|'> '|4|? first=boolean? blank=boolean?
items stock iterator
items missing iterator
join list string d=string? attribute=|none|?
join people string d=string attribute=|'name'|'age'|
list iterable list
list string list
lower any string
map iterable list name=|'upper'|'string'|'abs'|'length'|'int'|'title'|'e'|
map people list attribute=|'name'|'age'|'address.zip'|'nope'|* default=|'none'|0|?*
max numbers float case_sensitive=boolean?
max words string case_sensitive=boolean?
max people any attribute=|'age'|'name'|*
min numbers float case_sensitive=boolean?
min words string case_sensitive=boolean?
min people any attribute=|'age'|'name'|*
pprint any string
random single any
reject iterable iterator name=|'odd'|'none'|'string'|'defined'|'number'|?
rejectattr people iterator attribute=|'on'|'age'|'nope'| name=|'odd'|'none'|'defined'|?
select iterable list name=|'odd'|'none'|'string'|'defined'|'number'|?
selectattr people iterator attribute=|'on'|'age'|'nope'| name=|'odd'|'none'|'defined'|?
selectattr people list attribute=|'age'|'name'| name=|'eq'|'ne'|'gt'|'in'| value=any
replace string string old=string new=string count=integer?
reverse string string
reverse list iterator
round number float precision=|-1|0|1|2|3|? method=|'common'|'ceil'|'floor'|?
safe any markup
slice list iterator slices=count fill_with=any?
sort numbers list reverse=boolean? case_sensitive=boolean?
sort words list reverse=boolean? case_sensitive=boolean?
sort people list reverse=boolean? case_sensitive=boolean? attribute=|'age'|'name'|'age,name'|'city,age'|
string any string
striptags html string
sum numbers float start=number?*
sum people float attribute=|'age'|'nope'| start=number?
title string string
tojson any markup indent=|0|1|2|4|?
trim string string chars=|' '|'ab'|none|?
truncate string string length=|5|10|20|255|? killwords=boolean? end=|'...'|'~'|''|? leeway=|0|3|5|?
unique iterable list case_sensitive=boolean? attribute=|none|?
unique people iterator attribute=|'city'|'age'|*
upper any string
urlencode string string
urlencode stock string
urlize link string trim_url_limit=|5|12|40|none|? nofollow=boolean? target=|'_blank'|none|? rel=|'x y'|none|?
wordcount string integer
wordwrap string string width=|5|10|20|79|? break_long_words=boolean? wrapstring=|'|n'|none|? break_on_hyphens=boolean?
xmlattr attributes markup autospace=boolean?
"""

TESTS = """
boolean any
callable any
defined any
defined missing
undefined any
undefined missing
divisibleby integer num=|1|2|3|7|
eq any other=any
== any other=any
equalto any other=any
escaped any
even integer
odd integer
false any
true any
filter any
filter filtername
test any
test testname
float any
ge number other=number
>= number other=number
gt number other=number
> number other=number
greaterthan number other=number
le string other=string
<= number other=number
lt number other=number
< string other=string
lessthan number other=number
in any seq=list
in string seq=string
integer any
iterable any
lower string
upper string
mapping any
ne any other=any
!= any other=any
none any
number any
sameas any other=|none|true|false|
sequence any
string any
"""

METHODS = """
capitalize string string
casefold string string
center string string width=width fill=|'*'|' '|?
count string integer sub=string
endswith string boolean suffix=string
expandtabs string string size=count?
find string integer sub=string start=integer?
format formattedpy string one=any
format_map formattedmap string one=|stock|people[0]|{'a':5,'b':'<'}|numbers|
index word integer sub=|'a'|'h'|'r'|'zz'|
isalnum string boolean
isalpha string boolean
isascii string boolean
isdecimal string boolean
isdigit string boolean
isidentifier string boolean
islower string boolean
isnumeric string boolean
isprintable string boolean
isspace string boolean
istitle string boolean
isupper string boolean
join string string parts=words
ljust string string width=width fill=|'*'|?
lower string string
lstrip string string chars=|'ab '|'ht'|?
partition string list sep=|'a'|' '|'-'|
removeprefix string string prefix=|'h'|'the '|
removesuffix string string suffix=|'r'|'.'|
replace string string old=string new=string count=integer?
rfind string integer sub=string
rjust string string width=width fill=|'*'|?
rpartition string list sep=|'a'|' '|'-'|
rsplit string list sep=|' '|'a'|none|? max=count?
rstrip string string chars=|'ab '|'re'|?
split string list sep=|' '|'a'|none|? max=count?
splitlines string list keep=boolean?
startswith string boolean prefix=string
strip string string chars=|'ab '|'he'|?
swapcase string string
title string string
upper string string
zfill string string width=width
count list integer value=any
index numbers integer value=|1|2|9|
copy list list
append fresh none value=any
extend fresh none values=list
insert fresh none at=integer value=any
pop fresh any at=|0|1|-1|9|?
remove fresh none value=|1|2|'x'|
reverse fresh none
sort numbers none reverse=boolean?*
get stock any key=string default=any?
items stock iterator
keys stock iterator
values stock iterator
copy stock any
pop freshmap any key=|'a'|'zz'| default=any?
setdefault freshmap any key=|'a'|'zz'| default=any?
update freshmap none other=stock
bit_length integer integer
is_integer float boolean
"""

# Loop variables: what can be asked of "loop" inside a for.
LOOP = ("index index0 revindex revindex0 first last length depth depth0 "
        "previtem nextitem").split()

BINARY = ["+", "-", "*", "/", "//", "%", "**", "~"]
COMPARE = ["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


def parameters(words):
    """The parameters of a line: (name, type, optional, keyword only)."""
    result = []
    for word in words:
        name, kind = word.split("=", 1)
        only = kind.endswith("*")
        kind = kind[:-1] if only else kind
        optional = kind.endswith("?")
        kind = kind[:-1] if optional else kind
        result.append((name, kind, optional, only))
    return result


def join_literals(words):
    """Puts literals with blanks, which split() took apart, together."""
    result = []
    for word in words:
        if result and result[-1].count("|") == 1 or (
                result and result[-1].count("'") % 2 == 1):
            result[-1] += " " + word
        else:
            result.append(word)
    return result


def table(text, has_result=True):
    """The lines of a table: (name, input, output, parameters)."""
    rows = []
    for line in text.strip().splitlines():
        words = line.split(" ")
        n = 3 if has_result else 2
        head, rest = words[:n], join_literals(words[n:])
        rows.append((head[0], head[1], head[2] if has_result else "boolean",
                     parameters(rest)))
    return rows
